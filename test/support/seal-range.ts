import { archiveFormat } from '../../platform/avro/archive-format.ts';
import type { ArchivePort, Manifest } from '../../platform/core/archive-port.ts';
import type { Log } from '../../platform/core/ports.ts';
import { OpenSegment } from '../../platform/runtime/archive/open-segment.ts';
import { sealSegment } from '../../platform/runtime/archive/seal-segment.ts';

/** A range of a partition that is to be archived as one file. */
export interface RangeToSeal {
  readonly topic: string;
  readonly partition?: number;
  readonly from: number;
  readonly next: number;
  /** Where the archive of the partition begins; 0 unless said. */
  readonly begins?: number;
}

/** Archives what the log has of a range, as one file. */
export async function sealRange(
  { log, archive }: { readonly log: Log; readonly archive: ArchivePort },
  { topic, partition = 0, from, next, begins = 0 }: RangeToSeal,
): Promise<Manifest> {
  const open = new OpenSegment(archiveFormat, from, 0);
  for await (const { records } of log.readPartition(topic, partition, from))
    await open.add({ partition, from, next, records: records.filter(({ offset }) => offset < next) });
  const findSchema = (): Promise<null> => Promise.resolve(null);
  return sealSegment({ archive, format: archiveFormat, findSchema }, { topic, partition, begins }, open);
}
