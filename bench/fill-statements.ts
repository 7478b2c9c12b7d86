import type { LogAppender, NewRecord } from '../platform/core/ports.ts';
import type { Statements } from './statements.ts';

const APPEND_AT_ONCE = 24_000;

/** Appends the first so many statements, all as if received now (UTC milliseconds). */
export async function fillStatements(
  { make }: Pick<Statements, 'make'>,
  count: number,
  now: number,
  { append }: Pick<LogAppender, 'append'>,
  signal: AbortSignal,
): Promise<void> {
  for (let made = 0; made < count; made += APPEND_AT_ONCE) {
    signal.throwIfAborted();
    const records: NewRecord[] = [];
    for (let index = made; index < Math.min(count, made + APPEND_AT_ONCE); index += 1)
      records.push(make(index, now));
    await append(records);
  }
}
