import type { Trouble } from './finding.ts';

/** Where a set of processors stands in a partition, and what there is. */
export interface GroupFacts {
  /** The set with its version. */
  readonly set: string;
  readonly topic: string;
  readonly partition: number;
  /** What the log has of the partition, and before it the archive. */
  readonly low: number;
  readonly end: number;
  /** The offset that its consumer group has committed, or null. */
  readonly committed: number | null;
  /** The first offset that the state in the changelog does not include; null where there is no state. */
  readonly state: number | null;
  /** Whether the log has records between the two, if the state is the one that is behind. */
  readonly misses: boolean;
}

/** Gaps and overlaps between the place of a set, its state, and what there is to read. */
export function judgeGroup(facts: GroupFacts): readonly Trouble[] {
  const { set, topic, partition, low, end, committed, state, misses } = facts;
  const about = `${set} ${topic}/${partition}`;
  const fault = (says: string, todo: string): readonly Trouble[] => [
    { verdict: 'fault', about, says: `${about}: ${says}`, todo },
  ];
  const place = Math.max(committed ?? low, state ?? low);
  if (committed === null && state === null)
    return end > low
      ? [
          {
            verdict: 'warning',
            about,
            says: `${about}: nothing of ${end - low} offsets was ever folded.`,
            todo: '"tacho status" says whether the processors worker runs, and how far it is.',
          },
        ]
      : [];
  if (place > end)
    return fault(
      `it stands at ${place}, ${place - end} offsets beyond the end of the log at ${end}: the topic was cut, made anew or restored.`,
      BEGIN_ANEW,
    );
  if (place < low)
    return fault(
      `it stands at ${place}, and the log begins at ${low}: ${low - place} offsets were never folded, and no archive has them.`,
      `Name the archive that has them (ARCHIVE_DIR; "tacho archive status"). If there is none: ${BEGIN_ANEW}`,
    );
  if (committed !== null && misses)
    return fault(
      `it stands at ${committed}, and its state includes what is before ${state ?? low} only: the changelog was cut, made anew or restored.`,
      BEGIN_ANEW,
    );
  if (state === null || (committed ?? 0) >= state) return [];
  return [
    {
      verdict: 'warning',
      about,
      says: `${about}: its group stands at ${committed ?? 'no offset'}, and its state at ${state}: Kafka has forgotten where it was, or somebody has moved it.`,
      todo: 'The processors worker goes on where the state is, so nothing is folded twice: "tacho status" says whether one runs.',
    },
  ];
}

const BEGIN_ANEW =
  'Give Kafka the data back that belongs together, and look again with "tacho balance"; or begin anew under another TACHO_NAMESPACE.';
