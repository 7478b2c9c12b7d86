import type { Projection } from '../../platform/core/define-projection.ts';
import { messageOf } from '../../platform/core/errors.ts';
import type { TablePort } from '../../platform/core/table-port.ts';
import type { FactWriter } from '../../platform/runtime/append-fact.ts';
import type { Course } from '../../platform/runtime/projection/course.ts';
import type { RunningProjection } from '../../platform/runtime/run-projection.ts';
import { ProjectionVersionFailed } from '../../schemas/events/projection-version-failed.ts';
import { appendLifeEvent } from './append-life-event.ts';
import { declarationOf, sourceOfLife } from './life-declaration.ts';
import type { LifeDirectory } from './life-directory.ts';
import { lifeId, type Life } from './life.ts';
import { readingOf } from './reading-of.ts';

/** What running the versions of projections needs. */
export interface LifeRunner {
  readonly directory: LifeDirectory;
  readonly tables: Pick<TablePort, 'prepare'>;
  /** Runs a version as one of perhaps many workers. */
  readonly run: (projection: Projection, source: string, course: Course) => RunningProjection;
  readonly writer: FactWriter;
  /** Told when every version has come upon something that no retry helps against. */
  readonly onAllFailed: (error: Error) => void;
}

/** The versions that this worker runs. */
export interface RunningLives {
  /** Has them follow what the directory says: begins, ends and changes what is to be. */
  follow(lives: readonly Life[]): Promise<void>;
  /** How each of some versions is, by its name: that of the projection for the one that is shown. */
  health(lives: readonly Life[]): Readonly<Record<string, string>>;
  measureLag(): Promise<void>;
  close(): Promise<void>;
}

interface Run {
  readonly running: RunningProjection;
  /** What it was told to read, to be compared. */
  readonly course: string;
  failure: Error | null;
}

/** Runs nothing yet. */
export function runLives(runner: LifeRunner): RunningLives {
  const runs = new Map<string, Run>();
  const failures = new Map<string, string>();

  const end = async (id: string): Promise<void> => {
    const run = runs.get(id);
    runs.delete(id);
    await run?.running.close();
  };
  const onEnded = async (life: Life, run: Run, error: Error | null): Promise<void> => {
    if (error === null || runs.get(lifeId(life)) !== run) return;
    run.failure = error;
    if ([...runs.values()].every(({ failure }) => failure !== null)) runner.onAllFailed(error);
    const { projection, version: projectionVersion, state } = life;
    // What is shown is told by the health alone: an operator has to see it, and nobody may forget it.
    if (state !== 'building') return;
    const said = { projection, projectionVersion, reason: error.message };
    await appendLifeEvent(ProjectionVersionFailed, said, runner.writer);
  };
  const begin = async (life: Life, course: Course): Promise<void> => {
    const projection = declarationOf(life);
    await runner.tables.prepare([projection]);
    const running = runner.run(projection, sourceOfLife(life), course);
    const run: Run = { running, course: JSON.stringify(course), failure: null };
    runs.set(lifeId(life), run);
    running.ended.then((error) => onEnded(life, run, error)).catch(() => undefined);
  };
  const followOne = async (life: Life): Promise<void> => {
    const id = lifeId(life);
    const course = readingOf(life, runner.directory.hold(life.projection, runner.writer.now()));
    if (course === null || runs.get(id)?.course !== JSON.stringify(course)) await end(id);
    failures.delete(id);
    if (course === null || runs.has(id)) return;
    // One that cannot run, since this build does not know it, keeps no other from running.
    await begin(life, course).catch((error: unknown) => failures.set(id, messageOf(error)));
  };
  return {
    async follow(lives) {
      await Promise.all(lives.map(followOne));
    },
    health: (lives) =>
      Object.fromEntries(
        lives.flatMap((life) => {
          const id = lifeId(life);
          const said = failures.get(id) ?? runs.get(id)?.running.health();
          return said === undefined ? [] : [[life.state === 'live' ? life.projection : id, said]];
        }),
      ),
    async measureLag() {
      for (const { running } of runs.values()) await running.measureLag();
    },
    async close() {
      await Promise.all([...runs.keys()].map(end));
    },
  };
}
