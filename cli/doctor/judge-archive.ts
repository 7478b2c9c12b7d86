import type { ArchiveRow } from '../archive/format-archive.ts';
import type { Trouble } from './finding.ts';

/** Gaps and overlaps in what the archive has of a partition, and between it and Kafka. */
export function judgeArchive(row: ArchiveRow): readonly Trouble[] {
  const { topic, partition, next, gaps, overlaps, kafka } = row;
  const about = `${topic}/${partition}`;
  const trouble = (verdict: Trouble['verdict'], says: string, todo: string): Trouble => ({
    ...{ verdict, about, todo },
    says: `${about}: ${says}`,
  });
  const ranges = gaps.map((gap) => `${gap.from}..${gap.next - 1}`).join(', ');
  return [
    ...(gaps.length === 0
      ? []
      : [trouble('fault', `the archive lacks ${ranges}, and no replay goes past them.`, BRING_BACK)]),
    ...(kafka === null || kafka.low <= next
      ? []
      : [
          trouble(
            'fault',
            `the archive ends at ${next}, and Kafka begins at ${kafka.low}: ${kafka.low - next} offsets are in neither.`,
            BRING_BACK,
          ),
        ]),
    ...(kafka === null || next <= kafka.end
      ? []
      : [
          trouble(
            'fault',
            `the archive goes on to ${next}, and Kafka ends at ${kafka.end}: the topic was cut, made anew or restored, and the archive is of another one.`,
            'Name an empty directory (ARCHIVE_DIR) for the topic as it is now, or give Kafka back what it had; "tacho archive status" lists both.',
          ),
        ]),
    ...(overlaps === 0
      ? []
      : [
          trouble(
            'warning',
            `${overlaps} files hold offsets of the one before them too, which does no harm: two archivers have sealed them.`,
            '"tacho archive verify" reads them all and says whether they are whole.',
          ),
        ]),
  ];
}

const BRING_BACK =
  'Bring the files back from a copy of the archive, then "tacho archive verify"; readers stop there until then.';
