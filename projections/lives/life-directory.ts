import { foldSmallLog, type SmallLog } from '../../platform/runtime/fold-small-log.ts';
import { applyLifeEvent, isOver, isUnfinished, type Hold, type Life, type Lives } from './life.ts';

/** The versions of all projections, as far as the log of lives has been read. */
export interface LifeDirectory {
  find(life: Pick<Life, 'projection' | 'version'>): Life | undefined;
  /** All of them, those of one projection together, in the order in which they were started. */
  all(): readonly Life[];
  /** Those of one projection. */
  of(projection: string): readonly Life[];
  /** The version that readers of a projection are shown, if any. */
  live(projection: string): Life | undefined;
  /** The one that was shown before it and is not over: where going back leads to. */
  before(projection: string): Life | undefined;
  /** The one that has not caught up yet. */
  unfinished(projection: string): Life | undefined;
  /** What holds versions of a projection back at a time, UTC milliseconds. */
  hold(projection: string, now: number): Hold | null;
  /** Resolves when all that stood in the log at the call has been read; rejects where the log does not answer. */
  refresh(): Promise<void>;
}

/** A directory that has read nothing yet. The topic has one partition, so that the order of events is theirs. */
export function createLifeDirectory(parts: Omit<SmallLog, 'apply'>): LifeDirectory {
  const lives: Lives = new Map();
  const of = (projection: string): readonly Life[] => [...(lives.get(projection)?.versions.values() ?? [])];
  const live = (projection: string): Life | undefined => of(projection).find(({ state }) => state === 'live');
  return {
    find: ({ projection, version }) => lives.get(projection)?.versions.get(version),
    all: () => [...lives.keys()].flatMap(of),
    of,
    live,
    before(projection) {
      const { shown = [], versions } = lives.get(projection) ?? {};
      const now = live(projection)?.version;
      return shown
        .filter((version) => version !== now)
        .flatMap((version) => versions?.get(version) ?? [])
        .findLast((life) => !isOver(life));
    },
    unfinished: (projection) => of(projection).find(isUnfinished),
    hold(projection, now) {
      const hold = lives.get(projection)?.hold ?? null;
      return hold === null || hold.until <= now ? null : hold;
    },
    refresh: foldSmallLog({ ...parts, apply: (event) => applyLifeEvent(lives, event) }),
  };
}
