import type { AvroSchema } from './fields.ts';
import type { LogRecord } from './ports.ts';

/** Where the files of an archive lie: each has a name with slashes in it, and is written once and whole. */
export interface ArchivePort {
  /** Writes a file: durably when it resolves, and never a part of it. Throws `archive-unavailable` where it may succeed later. */
  write(name: string, bytes: Buffer): Promise<void>;
  /** Null where there is no such file. */
  read(name: string): Promise<Buffer | null>;
  /** The names of all files in a folder and the folders in it, in their order; `''` is the folder of all. */
  list(folder: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A file of the archive: all visible records of a partition from offset `from` up to, not including, `next`. */
export interface ArchiveSegment {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly next: number;
}

/** What is said of a segment beside it. */
export interface Manifest extends ArchiveSegment {
  /** The first offset that the archive ever had of the partition: what is missing from there on was lost. */
  readonly begins: number;
  readonly records: number;
  /** Bytes of the file, and of the records in it before compression. */
  readonly bytes: number;
  readonly rawBytes: number;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  /** When the broker appended the first and the last record, UTC milliseconds; null where there is none. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** Records that stand in a file together, encoded and compressed. */
export interface ArchiveBlock {
  readonly records: number;
  readonly bytes: Buffer;
  /** How many bytes they are before compression. */
  readonly rawBytes: number;
  /** The ids of the schemas that the values name. */
  readonly schemaIds: ReadonlySet<number>;
}

/** How records lie in a file of the archive. */
export interface ArchiveFormat {
  /** Encodes records; they come back with the same offset, time, key, headers and value. */
  block(records: readonly LogRecord[]): Promise<ArchiveBlock>;
  /** The file of a segment, which can be read without anything else: it holds the schemas, by the ids in the values. */
  file(
    segment: ArchiveSegment,
    schemas: ReadonlyMap<number, AvroSchema>,
    blocks: readonly ArchiveBlock[],
  ): Buffer;
  /** The records of a file, block by block; throws where it is no such file. */
  records(file: Buffer): AsyncIterable<readonly LogRecord[]>;
}
