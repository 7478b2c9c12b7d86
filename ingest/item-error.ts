/** What can be wrong with one report, by code, once. */
export const ITEM_ERRORS = {
  'json-invalid': 'The line is not valid JSON.',
  'type-unknown': '`type` is missing or names no report that is taken.',
  'report-invalid': 'A field is missing, unknown, or not as declared; `pointer` says which.',
  'vehicle-forbidden': 'The key may not speak for this vehicle.',
  'personal-refused':
    'The report holds personal data, and this installation has no master key to seal it with.',
} as const;

/** One thing that is wrong with one report of a request. */
export interface ItemError {
  /** Position in the array, or number of the line, from 0. */
  readonly index: number;
  readonly code: keyof typeof ITEM_ERRORS;
  readonly detail: string;
  /** Where in the report (RFC 6901), if it is one place. */
  readonly pointer?: string;
}
