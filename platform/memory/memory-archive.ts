import type { ArchivePort } from '../core/archive-port.ts';
import { TachoError } from '../core/errors.ts';

/** An archive in memory with what can go wrong in a real one. */
export interface MemoryArchive extends ArchivePort {
  /** Loses a file. */
  remove(name: string): void;
  /** Changes one byte in the middle of a file. */
  damage(name: string): void;
  /** Every call rejects with `archive-unavailable`, until it is told otherwise. */
  fail(isFailing: boolean): void;
}

/** The twin of the real archives, for tests: the same promises, no disk. */
export function createMemoryArchive(): MemoryArchive {
  const files = new Map<string, Buffer>();
  let isFailing = false;
  const answer = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve();
    if (isFailing) throw new TachoError('archive-unavailable', 'It was made to fail.');
    return work();
  };
  return {
    write: (name, bytes) => answer(() => void files.set(name, Buffer.from(bytes))),
    read: (name) => answer(() => copyOf(files.get(name))),
    list: (folder) =>
      answer(() => [...files.keys()].filter((name) => folder === '' || name.startsWith(`${folder}/`)).sort()),
    close: () => Promise.resolve(),
    remove: (name) => void files.delete(name),
    damage(name) {
      const bytes = Buffer.from(files.get(name) ?? '');
      const middle = Math.floor(bytes.length / 2);
      bytes.writeUInt8((bytes.readUInt8(middle) + 1) % 256, middle);
      files.set(name, bytes);
    },
    fail: (fails) => void (isFailing = fails),
  };
}

const copyOf = (bytes: Buffer | undefined): Buffer | null =>
  bytes === undefined ? null : Buffer.from(bytes);
