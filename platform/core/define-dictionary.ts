import type { Projection } from './define-projection.ts';

/** A ClickHouse dictionary over a projection: looks up the attributes of a key at an instant. */
export interface RangeDictionary {
  readonly kind: 'dictionary';
  /** `dictGetOrDefault('<name>', '<attribute>', key, instant, '')` */
  readonly name: string;
  readonly doc: string;
  /** The projection to read: one row for each key and instant. */
  readonly of: Projection;
  /** Name of the key column; text. */
  readonly key: string;
  /** Name of the column with the instant from which a row holds, until the next row of its key. */
  readonly since: string;
  /** Text columns to look up; null becomes empty text. */
  readonly attributes: readonly string[];
}

/** Declares a range dictionary. */
export const defineDictionary = (declaration: Omit<RangeDictionary, 'kind'>): RangeDictionary => ({
  kind: 'dictionary',
  ...declaration,
});
