import { headersBefore } from '../../platform/core/dead-letter-release.ts';
import { messageOf } from '../../platform/core/errors.ts';
import type { EventCodec } from '../../platform/core/ports.ts';
import { formatTable } from '../format-table.ts';
import { deadLetterIdOf } from './dead-letter.ts';
import type { FoundLetter } from './read-dead-letters.ts';

/** Dead letters as a table for a terminal. */
export const tableOfDeadLetters = (letters: readonly FoundLetter[]): string =>
  formatTable([
    ['FOLD', 'ORIGIN', 'KEY', 'STATE', 'FAILED', 'LAST', 'REASON'],
    ...letters.map((letter) => [
      letter.of,
      deadLetterIdOf(letter),
      letter.key ?? '',
      letter.state,
      letter.attempts,
      new Date(letter.writtenAt).toISOString(),
      [letter.at, firstLine(letter.reason)].filter((part) => part !== '').join(': '),
    ]),
  ]);

/** All of a dead letter as text: what it says where it can be read, else its bytes. */
export function formatDeadLetter(letter: FoundLetter, codec: Pick<EventCodec, 'decode'>): string {
  const { event, undecodable } = contentOf(letter, codec);
  return [
    formatTable([
      ['origin', deadLetterIdOf(letter)],
      ['fold', letter.of],
      ['key', letter.key ?? 'none'],
      ['state', letter.state],
      ['failed at', letter.at === '' ? 'the record' : letter.at],
      ['attempts', String(letter.attempts)],
      ['last', new Date(letter.writtenAt).toISOString()],
    ]),
    `reason\n  ${letter.reason}`,
    ...(letter.stack === '' ? [] : [`stack\n${indented(letter.stack)}`]),
    `headers\n${indented(formatTable(Object.entries(headersBefore(letter.headers))))}`,
    event === undefined
      ? `value, ${undecodable ?? ''}\n  ${letter.value?.toString('base64') ?? 'none'}`
      : `value\n${indented(JSON.stringify(event, null, 2))}`,
  ].join('\n\n');
}

/** A dead letter as JSON; with a codec, what it says too. */
export function letterAsJson(letter: FoundLetter, codec?: Pick<EventCodec, 'decode'>): object {
  const { of, state, key, at, reason, stack, attempts, writtenAt, value } = letter;
  return {
    fold: of,
    origin: deadLetterIdOf(letter),
    key,
    state,
    at,
    reason,
    attempts,
    writtenAt: new Date(writtenAt).toISOString(),
    ...(codec === undefined
      ? {}
      : {
          stack,
          headers: headersBefore(letter.headers),
          valueBase64: value?.toString('base64') ?? null,
          ...contentOf(letter, codec),
        }),
  };
}

function contentOf(
  { value }: FoundLetter,
  codec: Pick<EventCodec, 'decode'>,
): { readonly event?: object; readonly undecodable?: string } {
  try {
    const { name, data } = codec.decode(value);
    return { event: { type: name, ...data } };
  } catch (error) {
    return { undecodable: messageOf(error) };
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

const indented = (text: string): string => text.replace(/^/gm, '  ');
