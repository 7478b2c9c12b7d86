import { createHash } from 'node:crypto';
import type { Query, Report } from '../platform/core/define-report.ts';
import type { OpenSealed } from '../platform/core/personal-data.ts';
import type { Checkpoint } from '../platform/core/ports.ts';
import type { TokenPositions } from '../platform/core/position-token.ts';
import type { QueryPort, Row } from '../platform/core/query-port.ts';
import { awaitPosition } from './await-position.ts';
import { isPositionIncluded, type SourceTopic } from './is-position-included.ts';
import { MOST_ROWS } from './row-limit.ts';
import { shareAnswers } from './share-answers.ts';
import { standingOf, type ReadModel, type ReportStanding } from './standing.ts';

/** Read models, ports and clock for answering reports. */
export interface ReportSources {
  readonly query: QueryPort;
  readonly readModels: readonly ReadModel[];
  readonly source: SourceTopic;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Opens sealed personal values; null where readers of this API may not see them. */
  readonly openSealed: OpenSealed | null;
}

/** A report with its parameters, and the position that the answer should include. */
export interface Question {
  readonly report: Report;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly position?: TokenPositions;
  readonly waitMs: number;
}

/** The rows of a report, and the counts beside them. */
export interface ReportRows {
  readonly rows: readonly Row[];
  /** True where there are more rows than the limit asked for. */
  readonly truncated: boolean;
  readonly quarantined: number;
}

/** The standing of a question before it is sent to the tables. */
export interface Stand {
  /** Changes whenever the answer may; the same for equal questions. */
  readonly tag: string;
  readonly answer: () => Promise<ReportRows>;
  readonly standing: (answer: ReportRows) => ReportStanding;
}

/** Finds where a question stands, having waited for its position. */
export type AskReport = (question: Question) => Promise<Stand>;

// Counted beside every report: what is kept there is missing in it.
const QUARANTINE = 'quarantined_reports';
const COUNT_QUARANTINED: Query = { sql: `SELECT count() AS quarantined FROM ${QUARANTINE}`, params: {} };

/** Answers reports; equal questions that stand at the same place share one query. Waiting ends with the signal. */
export function createAskReport(sources: ReportSources, signal: AbortSignal): AskReport {
  const { query, readModels } = sources;
  const answers = shareAnswers<ReportRows>({
    maxAnswers: 100,
    maxWeight: 2 * MOST_ROWS,
    weigh: ({ rows }) => rows.length,
  });
  const looks = shareUnderWay((names: readonly string[]) => query.checkpoints(names));
  return async ({ report, parameters, position, waitMs }) => {
    const models = readBy(report, readModels);
    const reaches = (checkpoints: readonly Checkpoint[]): boolean =>
      isIncludedByAll(position ?? {}, models, checkpoints, sources.source);
    const checkpoints = await awaitPosition({
      look: () => looks(models.map(({ name }) => name)),
      isReached: reaches,
      waitMs,
      now: sources.now,
      sleep: sources.sleep,
      signal,
    });
    const tag = tagOf([report.name, parameters, checkpoints]);
    return {
      tag,
      answer: () => answers.get(tag, () => ask(query, report, parameters)),
      standing: ({ quarantined }) => ({
        projections: models.map((model) => standingOf(model, of(model, checkpoints))),
        quarantined,
        ...(position === undefined ? {} : { includesPosition: reaches(checkpoints) }),
      }),
    };
  };
}

async function ask(
  query: QueryPort,
  report: Report,
  parameters: Readonly<Record<string, unknown>>,
): Promise<ReportRows> {
  const [rows, counted] = await Promise.all([
    query.runQuery(report.render(parameters as never)),
    query.runQuery(COUNT_QUARANTINED),
  ]);
  const limit = Number(parameters['limit'] ?? MOST_ROWS);
  return {
    rows: rows.slice(0, limit),
    truncated: rows.length > limit,
    quarantined: Number(counted[0]?.['quarantined'] ?? 0),
  };
}

/** The read models of a report in its order, the quarantine last. */
const readBy = ({ reads }: Report, models: readonly ReadModel[]): readonly ReadModel[] =>
  [...reads, QUARANTINE].map((name) => {
    const model = models.find((each) => each.name === name);
    if (model === undefined) throw new Error(`no projection is named ${name}`);
    return model;
  });

const of = ({ name }: ReadModel, checkpoints: readonly Checkpoint[]): readonly Checkpoint[] =>
  checkpoints.filter(({ projection }) => projection === name);

const isIncludedByAll = (
  position: TokenPositions,
  models: readonly ReadModel[],
  checkpoints: readonly Checkpoint[],
  source: SourceTopic,
): boolean => models.every((model) => isPositionIncluded(position, model, of(model, checkpoints), source));

const tagOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27);

/** Calls for the same while one is under way get its result. */
function shareUnderWay<T>(
  look: (names: readonly string[]) => Promise<T>,
): (names: readonly string[]) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (names) => {
    const key = names.join();
    const shared = underWay.get(key) ?? look(names).finally(() => underWay.delete(key));
    underWay.set(key, shared);
    return shared;
  };
}
