import { UndecodableError, type DecodedEvent, type EventCodec, type Log } from '../../platform/core/ports.ts';
import { applyVersionEvent, runId, type VersionRun } from './version-run.ts';

/** Which versions run, or ran, beside others, as far as the log of versions has been read. */
export interface VersionDirectory {
  find(run: Pick<VersionRun, 'processor' | 'version'>): VersionRun | undefined;
  /** All of them, in the order in which they were started. */
  all(): readonly VersionRun[];
  /** Resolves when all that stood in the log at the call has been read; rejects where the log does not answer. */
  refresh(): Promise<void>;
}

export interface VersionDirectoryParts {
  readonly topic: string;
  readonly readPartition: Log['readPartition'];
  readonly codec: Pick<EventCodec, 'learn' | 'decode'>;
}

/** A directory that has read nothing yet. The topic has one partition, so that the order of events is theirs. */
export function createVersionDirectory(parts: VersionDirectoryParts): VersionDirectory {
  const runs = new Map<string, VersionRun>();
  let next = 0;
  let reading: Promise<void> = Promise.resolve();
  const read = async (): Promise<void> => {
    for await (const range of parts.readPartition(parts.topic, 0, next)) {
      const values = range.records.map(({ value }) => value);
      await parts.codec.learn(values);
      for (const value of values) {
        const event = decoded(value, parts.codec);
        if (event !== null) applyVersionEvent(runs, event);
      }
      next = range.next;
    }
  };
  return {
    find: (run) => runs.get(runId(run)),
    all: () => [...runs.values()],
    refresh() {
      reading = reading.catch(() => undefined).then(read);
      return reading;
    },
  };
}

/** A damaged record must not keep the others out. */
function decoded(value: Buffer | null, codec: Pick<EventCodec, 'decode'>): DecodedEvent | null {
  try {
    return codec.decode(value);
  } catch (error) {
    if (error instanceof UndecodableError) return null;
    throw error;
  }
}
