/** What was found somewhere. */
export interface Stored {
  readonly events: number;
  readonly bytes: number;
}
