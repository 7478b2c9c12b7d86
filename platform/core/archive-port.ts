import type { AvroSchema } from './fields.ts';
import type { LogRecord } from './ports.ts';

/** Stores the files of an archive, whose names have slashes in them; each is written once and whole. */
export interface ArchivePort {
  /** Writes a whole file, durable when it resolves. Throws `archive-unavailable` where a later try may succeed. */
  write(name: string, bytes: Buffer): Promise<void>;
  /** Reads a file; null where there is no such file. */
  read(name: string): Promise<Buffer | null>;
  /** Lists the files of a folder and its subfolders, in the order of their names; `''` is the root. */
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

/** Metadata of a segment, kept in a file beside it. */
export interface Manifest extends ArchiveSegment {
  /** The first offset that the archive ever had of the partition: a gap after it is a loss. */
  readonly begins: number;
  readonly records: number;
  /** Size of the file, bytes; `rawBytes`: of its records before compression. */
  readonly bytes: number;
  readonly rawBytes: number;
  /** Checksum of the file, hexadecimal. */
  readonly sha256: string;
  /** When the broker appended the first and the last record, UTC milliseconds; null where there is none. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** Records of a file that are encoded and compressed together. */
export interface ArchiveBlock {
  readonly records: number;
  readonly bytes: Buffer;
  /** Size before compression, bytes. */
  readonly rawBytes: number;
  /** The ids of the schemas that the values name. */
  readonly schemaIds: ReadonlySet<number>;
}

/** File format of the archive. */
export interface ArchiveFormat {
  /** Encodes records; reading gives back the same offset, time, key, headers and value. */
  block(records: readonly LogRecord[]): Promise<ArchiveBlock>;
  /** Makes the file of a segment. It can be read alone: it holds the schemas, by the ids that the values name. */
  file(
    segment: ArchiveSegment,
    schemas: ReadonlyMap<number, AvroSchema>,
    blocks: readonly ArchiveBlock[],
  ): Buffer;
  /** Reads the records of a file, block by block; throws where the file has another format. */
  records(file: Buffer): AsyncIterable<readonly LogRecord[]>;
}
