import { bool, uint32 } from '../platform/core/columns.ts';

/** Which statement of a period a row is. */
export const revisionColumns = {
  revision: uint32('1 for the first statement of this period; the newest holds'),
  closed: bool('Whether the period has passed; a late report may still revise it'),
};
