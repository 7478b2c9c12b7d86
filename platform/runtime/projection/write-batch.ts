import type { Projection } from '../../core/define-projection.ts';
import type { EventCodec } from '../../core/ports.ts';
import { BlockRefusedError, type SourceOffset, type TablePort } from '../../core/table-port.ts';
import type { Batch, DeadRecord } from './batch.ts';
import type { DeadRun } from './dead-run.ts';

/** What a batch is written with. */
export interface BatchWriter {
  readonly projection: Projection;
  readonly tables: Pick<TablePort, 'insertRows' | 'splice'>;
  readonly codec: Pick<EventCodec, 'writerSchema'>;
}

/**
 * Writes the rows of a batch and returns the records that ClickHouse refused, each found by halving the block that
 * it stood in. Throws `too-many-dead-letters`, and whatever hinders writing at all; repeating it changes nothing.
 */
export async function writeBatch(
  { projection, tables, codec }: BatchWriter,
  batch: Batch,
  deadRun: DeadRun,
): Promise<readonly DeadRecord[]> {
  const refused: DeadRecord[] = [];
  const onRefused = (place: SourceOffset, error: BlockRefusedError): void => {
    refused.push(deadRecord(batch, place, error.message));
    deadRun.extend(`${place.partition}/${place.offset}`, error.message);
  };
  const write = <P extends SourceOffset>(
    block: readonly P[],
    insert: (part: readonly P[]) => Promise<void>,
  ) => writeHalving(block, insert, { onRefused, onWritten: () => deadRun.end() });
  if (projection.kind === 'rows') await write(batch.rows, (rows) => tables.insertRows(projection, rows));
  else
    for (const [schemaId, records] of batch.spliced)
      await write(records, (part) => tables.splice(projection, codec.writerSchema(schemaId), part));
  return refused;
}

interface Outcome<P> {
  readonly onWritten: () => void;
  readonly onRefused: (place: P, error: BlockRefusedError) => void;
}

async function writeHalving<P extends SourceOffset>(
  block: readonly P[],
  insert: (part: readonly P[]) => Promise<void>,
  outcome: Outcome<P>,
): Promise<void> {
  const [first] = block;
  if (first === undefined) return;
  try {
    await insert(block);
    outcome.onWritten();
  } catch (error) {
    if (!(error instanceof BlockRefusedError)) throw error;
    if (block.length === 1) {
      outcome.onRefused(first, error);
      return;
    }
    const middle = block.length >>> 1;
    await writeHalving(block.slice(0, middle), insert, outcome);
    await writeHalving(block.slice(middle), insert, outcome);
  }
}

function deadRecord({ ranges }: Batch, { partition, offset }: SourceOffset, reason: string): DeadRecord {
  for (const range of ranges) {
    if (range.partition !== partition) continue;
    const record = range.records.find((each) => each.offset === offset);
    if (record !== undefined) return { partition, offset, record, reason };
  }
  throw new Error(`the batch has no record ${partition}/${offset}`);
}
