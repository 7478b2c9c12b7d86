import type { Position } from '../core/ports.ts';

/** What a task noted with its place; null where the place was moved by others, as Kafka's own tools do, until it commits again. */
export const noteOf = ({ note }: Position): unknown => (note === '' ? null : JSON.parse(note));
