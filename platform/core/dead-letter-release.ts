/** The name of the event that releases a dead letter: the runtime knows it by this name alone. */
export const DEAD_LETTER_RELEASED = 'DeadLetterReleased';

/** The value of that event, as far as the runtime needs it. */
export interface DeadLetterRelease {
  /** The fold that is spoken to, or the projection. */
  readonly fold: string;
  readonly foldVersion: number;
  readonly originTopic: string;
  readonly originPartition: number;
  readonly originOffset: number;
  /** Tells apart what the fold could not process of one record; 0 for the first. */
  readonly originIndex: number;
  /** The key of the record, or null where it has none. */
  readonly originKey: string | null;
  readonly action: 'redrive' | 'discard';
  /** The value of the dead letter in base64, or null where it has none. */
  readonly valueBase64: string | null;
  readonly headers: readonly { readonly name: string; readonly text: string }[];
}

/** Headers that a dead letter has besides those of the record that it was. */
const ADDED = /^dead-/;

/** The headers of the record that a dead letter was. */
export const headersBefore = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ADDED.test(name)));
