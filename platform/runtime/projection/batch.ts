import type { DeadLetterRelease } from '../../core/dead-letter-release.ts';
import type { LogRange, LogRecord } from '../../core/ports.ts';
import type { SourceOffset, PlacedRow, SplicedRecord } from '../../core/table-port.ts';
import type { Tick } from '../fold/task-time.ts';
import type { DeadRun } from './dead-run.ts';
import { interpretRecord, type Interpreter, type Meaning } from './interpret-record.ts';

/** A record that could not be processed, with why. */
export interface DeadRecord extends SourceOffset {
  readonly record: LogRecord;
  readonly reason: string;
}

/** What ranges of one partition came to. */
export interface BatchTally {
  next: number;
  read: number;
  ignored: number;
  dead: number;
  newestAt: number | null;
  readonly ticks: Tick[];
  /** Releases of dead letters that speak to this projection; they are counted as ignored. */
  readonly releases: DeadLetterRelease[];
}

/** Some ranges, made ready to be written at once. */
export interface Batch {
  readonly ranges: readonly LogRange[];
  readonly rows: readonly PlacedRow[];
  /** By the id of the schema that wrote them. */
  readonly spliced: ReadonlyMap<number, readonly SplicedRecord[]>;
  readonly dead: DeadRecord[];
  readonly tallies: ReadonlyMap<number, BatchTally>;
}

/** Interprets all records of some ranges; throws `too-many-dead-letters`. Their schemas must have been learned. */
export function prepareBatch(interpreter: Interpreter, ranges: readonly LogRange[], deadRun: DeadRun): Batch {
  const batch: GrowingBatch = { ranges, rows: [], spliced: new Map(), dead: [], tallies: new Map() };
  for (const { partition, next, records } of ranges) {
    const tally = tallyOf(batch.tallies, partition);
    tally.next = next;
    tally.read += records.length;
    for (const record of records) {
      const meaning = interpretRecord(interpreter, record);
      put(batch, tally, { partition, offset: record.offset, record }, meaning);
      if (meaning.kind === 'dead') deadRun.extend(`${partition}/${record.offset}`, meaning.reason);
      else if (meaning.kind === 'row' || meaning.kind === 'splice') deadRun.end();
    }
  }
  for (const records of batch.spliced.values()) noteNewest(interpreter, batch.tallies, records);
  return batch;
}

interface GrowingBatch extends Batch {
  readonly rows: PlacedRow[];
  readonly spliced: Map<number, SplicedRecord[]>;
  readonly tallies: Map<number, BatchTally>;
}

type PlacedRecord = Omit<DeadRecord, 'reason'>;

function put(batch: GrowingBatch, tally: BatchTally, placed: PlacedRecord, meaning: Meaning): void {
  const { partition, offset, record } = placed;
  switch (meaning.kind) {
    case 'row':
      batch.rows.push({ partition, offset, row: meaning.row });
      tally.newestAt = Math.max(tally.newestAt ?? -Infinity, meaning.receivedAt);
      break;
    case 'splice':
      listIn(batch.spliced, meaning.schemaId).push({ partition, offset, value: meaning.value });
      break;
    case 'tick':
      tally.ticks.push(meaning.tick);
      tally.ignored += 1;
      break;
    case 'release':
      tally.releases.push(meaning.release);
      tally.ignored += 1;
      break;
    case 'ignored':
      tally.ignored += 1;
      break;
    case 'dead':
      batch.dead.push({ partition, offset, record, reason: meaning.reason });
      tally.dead += 1;
      break;
    default:
      meaning satisfies never;
  }
}

/** What is spliced is not decoded; the last of each partition is, for its time. */
function noteNewest(
  { codec }: Interpreter,
  tallies: ReadonlyMap<number, BatchTally>,
  records: readonly SplicedRecord[],
): void {
  const lastByPartition = new Map(records.map((record) => [record.partition, record]));
  for (const { partition, value } of lastByPartition.values()) {
    const tally = tallies.get(partition);
    if (tally !== undefined)
      tally.newestAt = Math.max(tally.newestAt ?? -Infinity, codec.decode(value).data.receivedAt);
  }
}

/** Of a partition of which nothing came. */
export const emptyTally = (): BatchTally => ({
  ...{ next: 0, read: 0, ignored: 0, dead: 0, newestAt: null },
  ticks: [],
  releases: [],
});

function tallyOf(tallies: Map<number, BatchTally>, partition: number): BatchTally {
  const known = tallies.get(partition);
  if (known !== undefined) return known;
  const made = emptyTally();
  tallies.set(partition, made);
  return made;
}

function listIn<K, V>(lists: Map<K, V[]>, key: K): V[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const made: V[] = [];
  lists.set(key, made);
  return made;
}
