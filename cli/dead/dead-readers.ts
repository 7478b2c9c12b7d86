import type { ProcessorSet } from '../../platform/core/define-set.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { runId } from '../../processors/versions/version-run.ts';
import { projections } from '../../projections/index.ts';
import type { LogConnection } from '../connections.ts';
import { versionsBeside } from '../processors/read-processors.ts';

/** What may have dead letters: a fold of a set, a version beside it, or a projection. */
export interface DeadReader {
  /** `detect-speeding`, `detect-speeding-v2` for the version that runs beside it, or the name of a projection. */
  readonly name: string;
  /** The name of the fold, or of the projection. */
  readonly fold: string;
  /** The version of the fold; null for a projection. */
  readonly version: number | null;
  /** The set in which the fold runs; null for a projection. */
  readonly set: ProcessorSet | null;
}

/** Everything that may have dead letters; what a version had that is over went with it. */
export async function readersOf(connection: LogConnection): Promise<readonly DeadReader[]> {
  return [
    ...connection.sets.flatMap((set) =>
      set.folds.map(({ name, version }) => ({ name, fold: name, version, set })),
    ),
    ...(await versionsBeside(connection)).map(({ run, set }) => ({
      name: runId(run),
      fold: run.processor,
      version: run.version,
      set,
    })),
    ...projections.map(({ name }) => ({ name, fold: name, version: null, set: null })),
  ];
}

/** The reader of a name; throws where there is none. */
export async function readerOf(connection: LogConnection, name: string): Promise<DeadReader> {
  const found = (await readersOf(connection)).find((reader) => reader.name === name);
  if (found === undefined) throw new TachoError('dead-letter-unknown', `Nothing is called ${name}.`);
  return found;
}
