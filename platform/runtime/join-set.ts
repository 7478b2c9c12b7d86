import type { Fold, ProcessorSet } from '../core/define-set.ts';
import type { Log, NewRecord, CommittedOffset } from '../core/ports.ts';
import { namesOfSet, setAlone } from '../core/set-beside.ts';
import type { FoldCounts, TaskCounts } from './fold/fold-counts.ts';
import { createFoldTask } from './fold/fold-task.ts';
import { mergeLanes } from './fold/lane.ts';
import { parseSegmentKey, segmentKey } from './fold/segment-key.ts';
import type { TaskSetting } from './fold/task-context.ts';
import { noteOf } from './note-of.ts';
import { readChangelog } from './state/read-changelog.ts';
import { recallWaiting } from './state/recall-waiting.ts';

/** A task whose set may have folds that are not in it yet. */
export interface JoinSetting extends TaskSetting {
  readonly log: Log;
  readonly group: string;
}

/** What joins a task when it is opened, and later. */
export interface Joining {
  /** Records that belong into the next transaction: what was said by those that joined, and their state. */
  readonly carried: readonly NewRecord[];
  /** Where the task stops, since another one waits there to join; null: nowhere. */
  readonly stopAt: number | null;
  /** Whether one that is alone has come so near that the task should be opened anew to take it in. */
  isDue(next: number): Promise<boolean>;
}

/** A task that takes nobody in. */
export const NOBODY_JOINS: Joining = { carried: [], stopAt: null, isDue: () => Promise.resolve(false) };

/** One that is no further away than so many offsets is taken in: the rest is folded while the task is opened. */
const NEAR = 20_000;
const TASK = segmentKey({ kind: 'task' });

interface PackedTask {
  readonly next: number | null;
  readonly counts: Omit<TaskCounts, 'folds' | 'emitted'> & {
    folds: Record<string, FoldCounts>;
    emitted: Record<string, number>;
  };
}

interface Note {
  readonly counts: { readonly folds: Readonly<Record<string, unknown>> };
  readonly parked?: true;
}

/**
 * Takes those folds of a set in that ran alone and have caught up with it, into `segments`. Each is parked first, by a
 * transaction under its own transactional id, after which nobody moves it; what it has not folded up to the place of the set is folded
 * here; its state and what it says then are written in the set's own next transaction, or not at all.
 */
export async function takeIn(
  setting: JoinSetting,
  segments: Map<string, Buffer>,
  committed: number,
): Promise<Joining> {
  const own = packedTaskOf(segments);
  const next = Math.max(committed, own?.next ?? 0);
  // A set that begins holds all its folds; one that is beside another holds what it was made with.
  const newcomers =
    own === null || setting.set.beside !== undefined
      ? []
      : setting.set.folds.filter(({ name }) => !(name in own.counts.folds));
  const carried: NewRecord[] = [];
  const apart: JoinSetting[] = [];
  let stopAt: number | null = null;
  for (const fold of newcomers) {
    const alone = settingAlone(setting, fold);
    const parked = (await isNear(alone, next)) ? await park(alone) : null;
    if (parked === null) apart.push(alone);
    else if (parked > next) stopAt = Math.min(stopAt ?? Infinity, parked);
    else carried.push(...(await bring(setting, alone, segments, { from: parked, to: next })));
  }
  return {
    carried,
    stopAt,
    async isDue(at) {
      for (const alone of apart) if (await isNear(alone, at)) return true;
      return false;
    },
  };
}

/**
 * Whether a fold that is alone still is: not where its set holds it, or has not begun and will hold it from the
 * beginning, and not where it is parked to join.
 */
export async function isStillAlone(setting: JoinSetting): Promise<boolean> {
  const { set, names, partition, log } = setting;
  const of = set.beside?.joins;
  if (of === undefined) return true;
  const topic = names.topicName(set.source);
  const place = (await log.admin.committed(names.group(of.name, of.version), topic))[partition] ?? null;
  const theirs = readNote(place);
  // What is not known any more may be: two must never say the same.
  if (theirs === null || set.name in theirs.counts.folds) return false;
  return readNote(await placeOf(setting))?.parked !== true;
}

/** The folds of a set that it does not hold yet in some partition. */
export async function newcomersOf(
  set: ProcessorSet,
  { names, log }: Pick<JoinSetting, 'names' | 'log'>,
): Promise<readonly Fold[]> {
  const places = await log.admin.committed(names.group(set.name, set.version), names.topicName(set.source));
  const notes = places.flatMap((place) => readNote(place) ?? []);
  return set.folds.filter(({ name }) => notes.some(({ counts }) => !(name in counts.folds)));
}

function settingAlone(setting: JoinSetting, fold: Fold): JoinSetting {
  const set = setAlone(fold, setting.set);
  const names = namesOfSet(setting.names, set);
  return { ...setting, set, names, group: names.group(set.name, set.version) };
}

const readNote = (place: CommittedOffset | null): Note | null => noteOf(place) as Note | null;

/** The state of one that is alone: it is read in one go, while its set waits. */
const changelogOf = ({ log, names, set, partition }: JoinSetting): Promise<Map<string, Buffer>> =>
  readChangelog(log, names.changelog(set), partition, () => undefined);

const placeOf = async ({ log, group, names, set, partition }: JoinSetting): Promise<CommittedOffset | null> =>
  (await log.admin.committed(group, names.topicName(set.source)))[partition] ?? null;

async function isNear(alone: JoinSetting, next: number): Promise<boolean> {
  const place = await placeOf(alone);
  return place !== null && Math.abs(next - place.next) <= NEAR;
}

/** Fences whoever runs it and says so in its place; where that is, is final then. */
async function park(alone: JoinSetting): Promise<number | null> {
  const { log, names, set, partition, group } = alone;
  const appender = await log.openTransactional(names.transactionalId(set, partition));
  try {
    const place = await placeOf(alone);
    const value = (await changelogOf(alone)).get(TASK);
    if (place === null || value === undefined) return null;
    const note = readNote(place);
    if (note === null) return null;
    if (note.parked !== true)
      await appender.commit([{ topic: names.changelog(set), partition, key: TASK, value }], group, {
        ...place,
        note: JSON.stringify({ ...note, parked: true } satisfies Note),
      });
    return place.next;
  } finally {
    await appender.close().catch(() => undefined);
  }
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Folds what is missing and puts the state of a fold to that of its set; what is to be written of it. */
async function bring(
  setting: JoinSetting,
  alone: JoinSetting,
  segments: Map<string, Buffer>,
  stretch: Stretch,
): Promise<NewRecord[]> {
  const state = await changelogOf(alone);
  const said = await foldUp(alone, state, stretch);
  const taken = [...state].flatMap(([key, bytes]) => takenOf(alone.set, key, bytes, segments));
  for (const [key, bytes] of taken) segments.set(key, bytes);
  const [own, other] = [packedTaskOf(segments), packedTaskOf(state)];
  if (own === null || other === null) throw new Error(`${alone.set.name} cannot join without a state`);
  segments.set(TASK, Buffer.from(JSON.stringify(withCounts(own, other, alone.set))));
  const { names, set, partition } = setting;
  const changelog = names.changelog(set);
  return [...said, ...taken.map(([key, value]) => ({ topic: changelog, partition, key, value }))];
}

/** Folds a stretch of the source into a state; what it says of it. */
async function foldUp(
  alone: JoinSetting,
  state: Map<string, Buffer>,
  { from, to }: Stretch,
): Promise<NewRecord[]> {
  const { log, names, set, partition, codec } = alone;
  const recalled = await recallWaiting(alone, names.topicName(set.source), partition, state);
  const task = createFoldTask(alone, state, recalled);
  if (from < to)
    for await (const { records, next } of log.readPartition(names.topicName(set.source), partition, from)) {
      const missing = records.filter(({ offset }) => offset >= from && offset < to);
      await codec.learn(missing.map(({ value }) => value));
      for (const record of missing) task.apply(record);
      if (next >= to) break;
    }
  const changelog = names.changelog(set);
  const said: NewRecord[] = [];
  for (const record of task.take()) {
    const { topic, key, value } = record;
    if (topic !== changelog || key === null) said.push(record);
    else if (value === null) state.delete(key);
    else state.set(key, value);
  }
  return said;
}

/** A segment of a fold as it belongs to its set; what the set knows of keys and identities it knows itself. */
function takenOf(
  { name }: ProcessorSet,
  key: string,
  bytes: Buffer,
  segments: ReadonlyMap<string, Buffer>,
): [string, Buffer][] {
  const address = parseSegmentKey(key);
  switch (address.kind) {
    case 'task':
    case 'key':
    case 'identities':
      return [];
    case 'state':
    case 'windows':
    case 'dead':
    case 'parked':
      return address.fold === name ? [[key, bytes]] : [];
    case 'lane':
      return [[key, mergeLanes(bytes, segments.get(key))]];
    default:
      return address satisfies never;
  }
}

const packedTaskOf = (segments: ReadonlyMap<string, Buffer>): PackedTask | null => {
  const bytes = segments.get(TASK);
  return bytes === undefined ? null : (JSON.parse(bytes.toString()) as PackedTask);
};

/** The counts of a set with those of a fold that joins it. */
function withCounts(own: PackedTask, other: PackedTask, { name }: ProcessorSet): PackedTask {
  const { counts } = own;
  const joined = other.counts.folds[name];
  if (joined === undefined) throw new Error(`nothing is counted of ${name}`);
  const emitted = { ...counts.emitted };
  for (const [topic, count] of Object.entries(other.counts.emitted))
    if (topic !== 'late') emitted[topic] = (emitted[topic] ?? 0) + count;
  const parked = counts.parked + other.counts.parked;
  return { ...own, counts: { ...counts, parked, folds: { ...counts.folds, [name]: joined }, emitted } };
}
