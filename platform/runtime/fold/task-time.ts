import { mergeIncludes } from '../../core/merge-includes.ts';
import type { Included } from '../../core/ports.ts';

/** The value of a `TimePassed` event, as far as the runtime needs it. */
export interface Tick {
  readonly slotAt: number;
  readonly source: string;
  readonly sourcePartition: number;
  readonly sourcePartitions: number;
  readonly includes: readonly Included[];
}

interface SourceTime {
  /** The set that speaks, and how many of its tasks write to the partition. */
  readonly name: string;
  readonly tasks: number;
  readonly slotAt: number;
  readonly includes: readonly Included[];
}

/** What a task knows of time, as it stands in the changelog. */
export interface TimeState {
  readonly time: number | null;
  readonly sources: Readonly<Record<string, SourceTime>>;
}

/** The time of a task: the least over all sources that write to its partition. */
export interface TaskTime {
  /** UTC milliseconds, or null until every source has spoken. */
  readonly time: number | null;
  /** Takes a tick; true when the time has moved on. Slots that are not above the last of their source change nothing. */
  advance(tick: Tick): boolean;
  /** How far the telemetry topic is included, over all sources. */
  includes(): Included[];
  snapshot(): TimeState;
}

/** Takes up a time from its state, or starts without one. */
export function createTaskTime(state: TimeState = { time: null, sources: {} }): TaskTime {
  let time = state.time;
  const sources = new Map(Object.entries(state.sources));
  return {
    get time() {
      return time;
    },
    advance(tick) {
      const source = `${tick.source}/${tick.sourcePartition}`;
      if (tick.slotAt <= (sources.get(source)?.slotAt ?? -Infinity)) return false;
      const { slotAt, includes, sourcePartitions: tasks } = tick;
      forgetFormer(sources, tick);
      sources.set(source, { name: tick.source, tasks, slotAt, includes });
      if (!allHaveSpoken([...sources.values()])) return false;
      const least = Math.min(...Array.from(sources.values(), ({ slotAt }) => slotAt));
      if (time !== null && least <= time) return false;
      time = least;
      return true;
    },
    includes: () => mergeIncludes(Array.from(sources.values(), ({ includes }) => includes)),
    snapshot: () => ({ time, sources: Object.fromEntries(sources) }),
  };
}

/** A set that newly says that another number of its tasks write here is counted afresh: the others speak no more. */
function forgetFormer(sources: Map<string, SourceTime>, { source, sourcePartitions }: Tick): void {
  for (const [key, { name, tasks }] of sources)
    if (name === source && tasks !== sourcePartitions) sources.delete(key);
}

/** Whether of every set that speaks all tasks have spoken. */
const allHaveSpoken = (sources: readonly SourceTime[]): boolean =>
  sources.every(({ name, tasks }) => sources.filter((each) => each.name === name).length >= tasks);
