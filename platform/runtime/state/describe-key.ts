import type { Processor } from '../../core/define-processor.ts';
import type { Fold } from '../../core/define-set.ts';
import type { Summary } from '../../core/define-summary.ts';
import { stateOf, type KeyState } from '../fold/key-state.ts';
import { byStartAndGroup, type Window } from '../fold/window-segment.ts';

/** What a fold holds of a key: the state of a processor, or the windows of a summary. Instants are ISO 8601. */
export type KeyDescription =
  | {
      readonly kind: 'processor';
      readonly state: unknown;
      /** When the reports happened that wait for older ones before it sees them. */
      readonly waiting: readonly string[];
    }
  | { readonly kind: 'summary'; readonly windows: readonly WindowDescription[] };

/** A window that is remembered, by start and group. */
export interface WindowDescription {
  readonly startsAt: string;
  readonly group: string;
  readonly revision: number;
  readonly closed: boolean;
  /** Whether a revision has stated all that it holds. */
  readonly stated: boolean;
  readonly totals: unknown;
}

/** Describes what a fold holds of a key. */
export const describeKey = (fold: Fold, keyState: KeyState): KeyDescription =>
  fold.kind === 'summary' ? describeWindows(fold, keyState) : describeState(fold, keyState);

const describeState = (processor: Processor, keyState: KeyState): KeyDescription => ({
  kind: 'processor',
  state: stateOf(keyState, processor),
  waiting: waitingFor(processor, keyState),
});

/** A lane is shared: some of what is in it waits for other processors. */
const waitingFor = ({ graceMs, consumes }: Processor, { lanes }: KeyState): string[] =>
  (graceMs === undefined ? [] : (lanes.get(graceMs)?.waiting ?? []))
    .filter(({ event }) => consumes.some(({ name }) => name === event.name))
    .map(({ occurredAt }) => iso(occurredAt));

const describeWindows = (summary: Summary, keyState: KeyState): KeyDescription => ({
  kind: 'summary',
  windows: [...(keyState.windows.get(summary.name)?.values() ?? [])]
    .flatMap((segment) => segment.all())
    .sort(byStartAndGroup)
    .map(describeWindow),
});

const describeWindow = ({
  startsAt,
  group,
  revision,
  closed,
  unstated,
  totals,
}: Window): WindowDescription => ({
  startsAt: iso(startsAt),
  group,
  revision,
  closed,
  stated: !unstated,
  totals,
});

const iso = (at: number): string => new Date(at).toISOString();
