import { ClickHouseError } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { tableError } from '../../../../platform/clickhouse/table-error.ts';
import { BlockRefusedError } from '../../../../platform/core/table-port.ts';

const refusal = (type: string): Error => new ClickHouseError({ message: `it said ${type}`, code: '1', type });

test.each([
  'CANNOT_PARSE_UUID',
  'CANNOT_READ_ALL_DATA',
  'VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE',
  'DECIMAL_OVERFLOW',
  'SIZES_OF_ARRAYS_DONT_MATCH',
  'VIOLATED_CONSTRAINT',
  'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO',
])('given a block that ClickHouse refuses with %s, then its content is at fault', (type) => {
  expect(tableError(refusal(type))).toBeInstanceOf(BlockRefusedError);
});

test.each([
  ['MEMORY_LIMIT_EXCEEDED', 'table-unavailable'],
  ['CANNOT_READ_FROM_SOCKET', 'table-unavailable'],
  ['UNKNOWN_TABLE', 'table-unavailable'],
  ['TOO_MANY_PARTS', 'table-busy'],
])('given %s, then the same block is taken later: %s', (type, code) => {
  expect(tableError(refusal(type))).toMatchObject({ code });
});
