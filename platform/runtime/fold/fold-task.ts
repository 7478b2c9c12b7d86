import { coPartitionedIn, type ProcessorSet } from '../../core/define-set.ts';
import type { Summary } from '../../core/define-summary.ts';
import { DEAD_LETTER_RELEASED } from '../../core/dead-letter-release.ts';
import { TachoError } from '../../core/errors.ts';
import { UndecodableError, type DecodedEvent, type LogRecord, type NewRecord } from '../../core/ports.ts';
import { createEventApplier } from './apply-event.ts';
import { applyTick } from './apply-tick.ts';
import { collectSegments, type KeySegment } from './collect-segments.ts';
import { createDeadLetters } from './dead-letters.ts';
import { createDeadlineQueue } from './deadline-queue.ts';
import { createDeathRate } from './death-rate.ts';
import { noCounts, type TaskCounts } from './fold-counts.ts';
import { createFoldOutput } from './fold-output.ts';
import type { HotKeys } from './hot-keys.ts';
import { hotKeysOf } from './hot-keys-of.ts';
import { applyRelease } from './apply-release.ts';
import type { KeyState } from './key-state.ts';
import { restoreTask, type Recalled } from './restore-task.ts';
import { speechOf } from './speech-of.ts';
import { createChangedSegments, type Segment } from './segment.ts';
import { segmentKey } from './segment-key.ts';
import { createStateSizes } from './state-sizes.ts';
import type { TaskContext, TaskSetting } from './task-context.ts';
import { createTaskTime, type TimeState } from './task-time.ts';
import { turnTakersByEvent } from './turn-takers.ts';

/** The fold of one partition: pure but for its own memory; the same records give the same output. */
export interface FoldTask {
  /** Folds one record in. Throws where the record must not be passed over: then the task is thrown away. */
  apply(record: LogRecord): void;
  /** Records and bytes that wait for a transaction, the changelog's not counted. */
  readonly waiting: { readonly records: number; readonly bytes: number };
  /** Whether more has changed than counts and time. */
  readonly changed: boolean;
  /** Whether something waits that was said at a tick: a later stage goes on only when every task has said its part. */
  readonly spokeAtTick: boolean;
  /** Takes what belongs into the next transaction: outputs in order, then changed state. */
  take(): readonly NewRecord[];
  readonly counts: TaskCounts;
  /** The time of the ticks, UTC milliseconds, or null. */
  readonly time: number | null;
  /** The offset after the last record folded in, restored with the state; null before the first. */
  readonly next: number | null;
  /** What it holds of each key that it knows. */
  readonly keys: ReadonlyMap<string, KeyState>;
  /** Its keys of which most came of late, or most is held in the changelog. */
  hotKeys(): HotKeys;
  /** All that the task is, as its changelog has it; null before the first record. Only right after `take`. */
  snapshot(): TaskSnapshot | null;
}

/** The whole state of a task as it stands before an offset of its source. */
export interface TaskSnapshot {
  /** The offset after the last record folded in. */
  readonly next: number;
  /** The time of the ticks, UTC milliseconds, or null. */
  readonly time: number | null;
  readonly counts: TaskCounts;
  /** The segment of the task itself. */
  readonly task: Buffer;
  /** The segments of all keys, in the order of keys. */
  readonly segments: readonly KeySegment[];
}

interface PackedTask {
  readonly next: number | null;
  readonly counts: TaskCounts;
  readonly time: TimeState;
  readonly configuration: object | null;
}

/**
 * Makes the task of a partition from the newest segments of its changelog, none for a new one, and the records of its
 * source that those name. A fold that its state does not count yet is left out, and records that are carried over with
 * the state of one that joins stand first in the next transaction. Throws `rules-differ` where the state was made with other rules.
 */
export function createFoldTask(
  given: TaskSetting,
  segments: ReadonlyMap<string, Buffer>,
  recalled: Recalled = new Map(),
  carried: readonly NewRecord[] = [],
): FoldTask {
  const packed = segments.get(segmentKey({ kind: 'task' }));
  const own = packed === undefined ? undefined : (JSON.parse(packed.toString()) as PackedTask);
  const setting = { ...given, set: withMembers(given.set, own?.counts) };
  const configuration = setting.set.configuration ?? null;
  if (own !== undefined) failIfRulesDiffer(setting, own.configuration, configuration);
  const speaks = speechOf(setting);
  const { pack = asItIs } = given;
  const waiting = { records: 0, bytes: 0 };
  let next = own?.next ?? null;
  let outputs: NewRecord[] = [...carried];
  let spokeAtTick = false;
  // Open windows are counted as they are restored.
  const counts: TaskCounts = {
    ...noCounts(setting.set.folds.map(({ name }) => name)),
    ...own?.counts,
    openWindows: 0,
  };
  const task: TaskContext = {
    ...setting,
    keys: new Map(),
    changed: createChangedSegments(),
    sizes: createStateSizes(),
    deadlines: createDeadlineQueue(),
    unstated: new Map(),
    counts,
    turnTakers: turnTakersByEvent(setting.set.folds, counts),
    handedOver: summariesByStatement(setting.set),
    coPartitioned: coPartitionedIn(setting.set),
    letters: createDeadLetters(),
    deaths: setting.deaths ?? createDeathRate(),
    time: createTaskTime(own?.time),
    output: createFoldOutput(setting.set, setting.partition, setting.names, setting.codec),
    emit(topic, record) {
      if (!speaks(topic, next ?? 0)) return;
      outputs.push(pack(record));
      waiting.records += 1;
      waiting.bytes += record.value?.length ?? 0;
      if (topic !== null) task.counts.emitted[topic] = (task.counts.emitted[topic] ?? 0) + 1;
    },
  };
  restoreTask(task, segments, recalled);
  const events = createEventApplier(task);
  const packTask = (): Buffer => {
    const whole: PackedTask = { next, counts: task.counts, time: task.time.snapshot(), configuration };
    return Buffer.from(JSON.stringify(whole));
  };
  const ownSegment: Segment = { address: { kind: 'task' }, writtenBytes: 0, write: packTask };
  const changelogOf = (segment: Segment): NewRecord => {
    const value = segment.write();
    task.sizes.note(segment, value);
    return {
      topic: setting.names.changelog(setting.set),
      partition: setting.partition,
      key: segmentKey(segment.address),
      value,
    };
  };
  return {
    waiting,
    keys: task.keys,
    get changed() {
      return task.changed.size > 0 || outputs.length > 0;
    },
    get spokeAtTick() {
      return spokeAtTick;
    },
    counts: task.counts,
    get time() {
      return task.time.time;
    },
    get next() {
      return next;
    },
    apply(record) {
      task.counts.read += 1;
      next = record.offset + 1;
      const event = decode(setting, record);
      if (event instanceof UndecodableError) {
        events.divert(record, event);
        return;
      }
      const { eventId, receivedAt } = event.data;
      task.output.during({ record, eventId, receivedAt }, () => {
        if (event.name === setting.tick.name) {
          const before = outputs.length;
          events.ignore();
          applyTick(task, record, event);
          spokeAtTick ||= outputs.length > before;
        } else if (event.name === DEAD_LETTER_RELEASED) {
          events.ignore();
          applyRelease(task, event);
        } else events.apply(record, event);
      });
    },
    take() {
      task.counts.unstatedWindows = task.unstated.size + task.letters.windows;
      const records = [...outputs, ...task.changed.take().map(changelogOf), changelogOf(ownSegment)];
      outputs = [];
      spokeAtTick = false;
      waiting.records = 0;
      waiting.bytes = 0;
      return records;
    },
    hotKeys: () => hotKeysOf(task),
    snapshot() {
      if (next === null) return null;
      const segments = collectSegments(task.keys, task.letters);
      const counts = structuredClone(task.counts);
      return { next, time: task.time.time, counts, task: packTask(), segments };
    },
  };
}

const asItIs = (record: NewRecord): NewRecord => record;

/** A set that has begun without a fold goes on without it until it joins. */
const withMembers = (set: ProcessorSet, counts: TaskCounts | undefined): ProcessorSet =>
  counts === undefined ? set : { ...set, folds: set.folds.filter(({ name }) => name in counts.folds) };

/** Another speed limit would say something else of the same log: that is another version. */
function failIfRulesDiffer({ set }: TaskSetting, recorded: object | null, given: object | null): void {
  if (JSON.stringify(recorded) === JSON.stringify(given)) return;
  throw new TachoError(
    'rules-differ',
    `${set.name} version ${set.version} has folded with ${JSON.stringify(recorded)}.`,
  );
}

/** The summaries of a set that consume what another one of it states. */
function summariesByStatement({ folds, source }: ProcessorSet): Map<string, Summary[]> {
  const byEvent = new Map<string, Summary[]>();
  for (const fold of folds)
    if (fold.kind === 'summary' && fold.consumes.topic !== source)
      byEvent.set(fold.consumes.name, [...(byEvent.get(fold.consumes.name) ?? []), fold]);
  return byEvent;
}

function decode({ codec }: TaskSetting, record: LogRecord): DecodedEvent | UndecodableError {
  try {
    return codec.decode(record.value);
  } catch (error) {
    if (error instanceof UndecodableError) return error;
    throw error;
  }
}
