import { InvalidArgumentError } from 'commander';

/** Reads the value of an option that is a whole number within bounds. */
export const wholeNumber =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number of ${boundsOf(least, most)}.`);
    return value;
  };

const boundsOf = (least: number, most: number): string =>
  most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `${least} to ${most}`;
