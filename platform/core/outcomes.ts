import type { Emission } from './define-event.ts';

/** What a handler says of one event: the next state, and the events that follow from it. */
export type Outcome<S, E extends Emission = Emission> =
  | { readonly kind: 'keep'; readonly reason: string }
  | { readonly kind: 'become'; readonly state: S }
  | { readonly kind: 'emit'; readonly state: S; readonly events: readonly E[] };

/** The state stays as it is, for a reason worth saying. */
export const keep = (reason: string): Outcome<never, never> => ({ kind: 'keep', reason });

/** The state changes, and nobody else needs to know. */
export const become = <S>(state: S): Outcome<S, never> => ({ kind: 'become', state });

/** The state changes and events follow from it. */
export const emit = <S, E extends Emission>(state: S, ...events: readonly E[]): Outcome<S, E> => ({
  kind: 'emit',
  state,
  events,
});
