import type { EventCodec, LogRecord } from '../../../platform/core/ports.ts';
import type { RowOracle } from './row-oracles.ts';

/** Rows as text, by key: partition and offset of the event, then what it says. */
export type Rows = ReadonlyMap<string, string>;

/** What the records of a partition must have come to. */
export interface ExpectedCounts {
  readonly read: number;
  readonly applied: number;
  readonly ignored: number;
  readonly dead: number;
  /** The first offset after the last record; the log may go on with marks of transactions. */
  readonly next: number;
}

/** What must have become of a topic. */
export interface ExpectedTable {
  readonly oracle: RowOracle;
  readonly rows: Rows;
  /** By partition. */
  readonly counts: readonly ExpectedCounts[];
}

/** Works out what must become of the records of a topic, by partition. */
export function expectRows(
  oracle: RowOracle,
  records: readonly (readonly LogRecord[])[],
  codec: Pick<EventCodec, 'identify' | 'decode'>,
): ExpectedTable {
  const rows = new Map<string, string>();
  const counts = records.map((ofPartition, partition) => {
    const count = { read: ofPartition.length, applied: 0, ignored: 0, dead: 0 };
    for (const record of ofPartition) {
      const event = eventIn(oracle, record, codec);
      if (typeof event === 'string') {
        count[event] += 1;
        continue;
      }
      count.applied += 1;
      const key = keyOf(oracle.key.map((field) => event[field]));
      if (oracle.wins === 'first' && rows.has(key)) continue;
      const said = Object.keys(oracle.asked).map((field) => event[field]);
      rows.set(key, JSON.stringify([partition, record.offset, ...said]));
    }
    return { ...count, next: (ofPartition.at(-1)?.offset ?? -1) + 1 };
  });
  return { oracle, rows, counts };
}

/** A row as ClickHouse answers it, with its key. */
export function rowOf({ key, asked }: RowOracle, answer: readonly unknown[]): readonly [string, string] {
  const [, , ...values] = answer;
  const fields = Object.keys(asked);
  return [keyOf(key.map((field) => values[fields.indexOf(field)])), JSON.stringify(answer)];
}

const keyOf = (values: readonly unknown[]): string => JSON.stringify(values);

/** The event that becomes a row, or what becomes of the record instead. */
function eventIn(
  { event }: RowOracle,
  { key, value }: LogRecord,
  codec: Pick<EventCodec, 'identify' | 'decode'>,
): Readonly<Record<string, unknown>> | 'ignored' | 'dead' {
  if (value === null) return 'ignored';
  try {
    if (codec.identify(value).name !== event || key === null) return 'ignored';
    return { ...codec.decode(value).data };
  } catch {
    return 'dead';
  }
}
