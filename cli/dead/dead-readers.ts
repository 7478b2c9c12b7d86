import type { Projection } from '../../platform/core/define-projection.ts';
import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { TachoError } from '../../platform/core/errors.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import { runId } from '../../processors/versions/version-run.ts';
import { sourceOfLife } from '../../projections/lives/life-declaration.ts';
import { lifeId } from '../../projections/lives/life.ts';
import type { LogConnection } from '../connections.ts';
import { versionsBeside } from '../processors/read-processors.ts';
import { knownLives, type KnownLife } from '../projections/known-lives.ts';
import { readLifeDirectory } from '../projections/open-lives.ts';

/** A fold or projection that may have dead letters. */
export type DeadReader = DeadFold | DeadProjection;

interface NamedReader {
  /** `detect-speeding` or `route_hours`, and with `-v2` behind it a version that runs beside the one in use. */
  readonly name: string;
  /** Without the version. */
  readonly fold: string;
  readonly version: number;
}

/** A fold, in its set or as a version beside it. */
export interface DeadFold extends NamedReader {
  readonly kind: 'fold';
  readonly set: ProcessorSet;
}

/** A version of a projection. */
export interface DeadProjection extends NamedReader {
  readonly kind: 'projection';
  readonly projection: Projection;
  /** The topic that it reads. */
  readonly topic: string;
}

/** All that a command needs that looks at dead letters, or releases them. */
export interface DeadConnection extends LogConnection {
  readonly tables: Pick<TablePort, 'readCheckpoints'>;
}

/** Everything that may have dead letters; what a version had that is over went with it. */
export async function readersOf(connection: LogConnection): Promise<readonly DeadReader[]> {
  const lives = knownLives(await readLifeDirectory(connection));
  return [
    ...connection.sets.flatMap((set) =>
      set.folds.map(({ name, version }): DeadFold => ({ kind: 'fold', name, fold: name, version, set })),
    ),
    ...(await versionsBeside(connection)).map(({ run, set }): DeadFold => ({
      kind: 'fold',
      name: runId(run),
      fold: run.processor,
      version: run.version,
      set,
    })),
    ...lives.map((known) => projectionOf(connection, known)),
  ];
}

const projectionOf = ({ names }: LogConnection, { life, declaration }: KnownLife): DeadProjection => ({
  kind: 'projection',
  name: life.state === 'live' ? life.projection : lifeId(life),
  fold: life.projection,
  version: life.version,
  projection: declaration,
  topic: names.topicName(sourceOfLife(life)),
});

/** The reader of a name; throws where there is none. */
export async function readerOf(connection: LogConnection, name: string): Promise<DeadReader> {
  const found = (await readersOf(connection)).find((reader) => reader.name === name);
  if (found === undefined) throw new TachoError('dead-letter-unknown', `Nothing is called ${name}.`);
  return found;
}
