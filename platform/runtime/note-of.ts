import type { CommittedOffset } from '../core/ports.ts';

/**
 * What a task noted with its place; null where it has none, or where that was moved by others, as Kafka's own tools do,
 * until it commits again.
 */
export const noteOf = (place: CommittedOffset | null): unknown =>
  place === null || place.note === '' ? null : JSON.parse(place.note);
