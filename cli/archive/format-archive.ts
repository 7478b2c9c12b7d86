import type {
  ArchivedPartitionStatus,
  ArchiveVerification,
} from '../../platform/runtime/archive/inspect-archive.ts';
import { formatTable } from '../format-table.ts';

/** What the archive has of a partition, and what Kafka has; null where it does not answer. */
export interface ArchiveRow extends ArchivedPartitionStatus {
  readonly kafka: { readonly low: number; readonly end: number } | null;
}

/** The archive as a table. */
export const formatArchive = (rows: readonly ArchiveRow[]): string =>
  formatTable([
    [
      'TOPIC',
      'PARTITION',
      'FILES',
      'OFFSETS',
      'EVENTS',
      'BYTES',
      'BYTES AN EVENT',
      'BEFORE COMPRESSION',
      'KAFKA HAS',
      'NOT ARCHIVED YET',
      'MISSING',
    ],
    ...rows.map((row) => [
      row.topic,
      row.partition,
      row.files,
      `${row.begins}..${row.next - 1}`,
      row.records,
      row.bytes,
      perEvent(row.bytes, row.records),
      perEvent(row.rawBytes, row.records),
      row.kafka === null ? 'no answer' : `${row.kafka.low}..${row.kafka.end - 1}`,
      row.kafka === null ? '-' : Math.max(0, row.kafka.end - row.next),
      row.gaps.map(({ from, next }) => `${from}..${next - 1}`).join(' ') || '-',
    ]),
  ]);

/** What reading every file has found. */
export const formatVerification = ({ files, records, bytes, problems }: ArchiveVerification): string =>
  [
    ...(problems.length === 0
      ? []
      : [
          formatTable([
            ['TOPIC', 'PARTITION', 'OFFSETS', 'WHAT IS WRONG'],
            ...problems.map(({ topic, partition, from, next, problem }) => [
              topic,
              partition,
              `${from}..${next - 1}`,
              problem,
            ]),
          ]),
          '',
        ]),
    `${files} files with ${records} events in ${bytes} bytes are as they were sealed; ${problems.length} are not.`,
  ].join('\n');

const perEvent = (bytes: number, records: number): string =>
  records === 0 ? '-' : (bytes / records).toFixed(1);
