import { InvalidArgumentError } from 'commander';
import { INSTANT_HINT, isInstantText } from '../../platform/core/instant-text.ts';

/** The value of an option that takes a date or an instant, as UTC milliseconds. */
export function parseInstant(text: string): number {
  if (!isInstantText(text)) throw new InvalidArgumentError(`It ${INSTANT_HINT}.`);
  return Date.parse(text);
}
