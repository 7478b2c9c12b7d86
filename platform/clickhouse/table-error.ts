import { ClickHouseError } from '@clickhouse/client';
import { messageOf, TachoError } from '../core/errors.ts';
import { BlockRefusedError } from '../core/table-port.ts';

// Names of ClickHouse's error codes (src/Common/ErrorCodes.cpp): what the content of a block can be blamed for.
const CONTENT: readonly RegExp[] = [
  /^CANNOT_PARSE_/,
  // Reading from a file or a socket is no matter of what is read.
  /^CANNOT_READ_(?!FROM_)/,
  /^INCORRECT_DATA$/,
  /^TYPE_MISMATCH$/,
  /^(VALUE|ARGUMENT)_(IS_)?OUT_OF_(RANGE|BOUND)/,
  /^CANNOT_CONVERT_TYPE$/,
  /^CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN$/,
  /^(TOO_LARGE|UNEXPECTED)_.*(STRING|SIZE|DATA)/,
  /^UNKNOWN_ELEMENT_OF_ENUM$/,
  /^ATTEMPT_TO_READ_AFTER_EOF$/,
  /^DECIMAL_OVERFLOW$/,
  /^SIZES_OF_ARRAYS_DONT_MATCH$/,
  // What an operator has asked of every row: a constraint of the table, or throwIf in it or in a view.
  /^VIOLATED_CONSTRAINT$/,
  /^FUNCTION_THROW_IF_VALUE_IS_NON_ZERO$/,
];

/**
 * What a failed write means: `BlockRefusedError` where the content is at fault, `table-busy` where ClickHouse asks for
 * fewer blocks, else `table-unavailable`. What is
 * not known to be the content's fault is tried again, for it is worse to divert a good record than to wait.
 */
export function tableError(error: unknown): Error {
  const says = messageOf(error);
  const type = error instanceof ClickHouseError ? (error.type ?? '') : '';
  if (type === 'TOO_MANY_PARTS') return new TachoError('table-busy', says, error);
  // The Avro library's own errors come without a code of ClickHouse's.
  const isContent = CONTENT.some((pattern) => pattern.test(type)) || says.includes('type: avro::Exception');
  return isContent
    ? new BlockRefusedError(says, { cause: error })
    : new TachoError('table-unavailable', says, error);
}
