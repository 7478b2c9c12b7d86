import type { Projection } from './define-projection.ts';

/** What a view says of a key since some instant, as a ClickHouse dictionary that is asked for a key and an instant. */
export interface RangeDictionary {
  readonly kind: 'dictionary';
  /** `dictGetOrDefault('<name>', '<attribute>', key, instant, '')` */
  readonly name: string;
  readonly doc: string;
  /** The projection that it looks into: one row for each key and instant. */
  readonly of: Projection;
  /** The column that is the key; text. */
  readonly key: string;
  /** The column that says since when a row holds: until the next row of its key. */
  readonly since: string;
  /** Text columns that can be asked for; what is null is empty. */
  readonly attributes: readonly string[];
}

/** Declares a dictionary of what held when. */
export const defineDictionary = (declaration: Omit<RangeDictionary, 'kind'>): RangeDictionary => ({
  kind: 'dictionary',
  ...declaration,
});
