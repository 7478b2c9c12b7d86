import type { StoredCheckpoint } from '../../platform/clickhouse/connect-inspection.ts';
import { isUnfinished, lifeId, type Life } from '../../projections/lives/life.ts';
import type { Trouble } from './finding.ts';
import { makeAnew } from './make-anew.ts';

/** How far a version has come, and what its topic has. */
export interface PlaceFacts {
  readonly life: Life;
  readonly topic: string;
  /** By partition, what the log has, and before it the archive. */
  readonly offsets: readonly Extent[];
  /** All rows of the version, also those that a newer one of the same partition stands for. */
  readonly rows: readonly StoredCheckpoint[];
}

interface Extent {
  readonly low: number;
  readonly end: number;
}

/** Gaps and overlaps between what a version says to have read and what there is to read. */
export function judgeCheckpoints(facts: PlaceFacts): readonly Trouble[] {
  const own = facts.rows.filter(({ topic }) => topic === facts.topic);
  return [
    ...facts.offsets.flatMap((extent, partition) =>
      judgePlace(
        facts,
        partition,
        extent,
        own.filter((row) => row.partition === partition),
      ),
    ),
    ...strays(facts),
  ];
}

function judgePlace(
  facts: PlaceFacts,
  partition: number,
  { low, end }: Extent,
  rows: readonly StoredCheckpoint[],
): readonly Trouble[] {
  const { life, topic } = facts;
  const about = `${lifeId(life)} ${topic}/${partition}`;
  const fault = (says: string): Trouble => ({ verdict: 'fault', about, says, todo: makeAnew(life) });
  const holding = [...rows].sort((a, b) => b.epoch - a.epoch || b.next - a.next)[0];
  if (holding === undefined) return missing(facts, partition, { low, end });
  const { next, epoch } = holding;
  if (next > end)
    return [
      fault(
        `${about}: the checkpoint stands at ${next}, ${next - end} offsets beyond the end of the log at ${end}: the topic was cut, made anew or restored.`,
      ),
    ];
  if (next < low)
    return [
      fault(
        `${about}: the checkpoint stands at ${next}, and the log begins at ${low}: ${low - next} offsets were never read, and no archive has them.`,
      ),
    ];
  const stale = rows.filter((row) => row.epoch < epoch && row.next > next);
  return stale.map((row) => ({
    verdict: 'warning',
    about,
    says: `${about}: owner ${row.epoch} has come to ${row.next}, after owner ${epoch} took over, who stands at ${next}: two workers wrote at once.`,
    todo: 'Nothing is counted twice by it. Where it is said again, end the worker that has lost its partitions: "tacho status" and the logs name it.',
  }));
}

function missing({ life, topic }: PlaceFacts, partition: number, { low, end }: Extent): readonly Trouble[] {
  const from = life.from?.[partition] ?? low;
  if (from >= end || isUnfinished(life)) return [];
  const about = `${lifeId(life)} ${topic}/${partition}`;
  return [
    {
      verdict: 'warning',
      about,
      says: `${about}: there is no checkpoint, though the log has ${end - from} offsets, ${from}..${end - 1}.`,
      todo: 'A projections worker reads the partition again from there, which repeats rows and changes none: "tacho status" says whether one runs, and how far it is.',
    },
  ];
}

/** Checkpoints of what the version does not read. */
function strays({ life, topic, offsets, rows }: PlaceFacts): readonly Trouble[] {
  const stray = rows.filter((row) => row.topic !== topic || row.partition >= offsets.length);
  return [...new Set(stray.map((row) => `${row.topic}/${row.partition}`))].map((place) => ({
    verdict: 'warning',
    about: `${lifeId(life)} ${place}`,
    says: `${lifeId(life)} has a checkpoint of ${place}, and reads ${topic} with ${offsets.length} partitions.`,
    todo: `Rows of it may come from a topic that is no more. ${makeAnew(life)}`,
  }));
}
