import { expect, test } from 'vitest';
import { VehicleStatusChanged } from '../../../../schemas/events/vehicle-status-changed.ts';
import { compareRows } from '../../../faults/projections/compare-rows.ts';
import { expectRows, rowOf, type ExpectedTable } from '../../../faults/projections/expect-rows.ts';
import { rowOracles, type RowOracle } from '../../../faults/projections/row-oracles.ts';
import { codec } from '../../../support/said.ts';

const oracle = rowOracles.find(({ projection }) => projection.name === 'vehicle_status');

test('given what the log says, when a table says the same, then nothing is off', () => {
  const { rows } = given('a', 'b', 'a');
  expect(compareRows(rows, tableOf(rows))).toEqual({ lost: 0, duplicated: 0, wrong: [] });
});

test('given what the log says, when a row is missing, there twice, or of another event, then it is told', () => {
  const { rows } = given('a', 'b', 'a');
  const [a, b] = tableOf(rows);
  if (a === undefined || b === undefined) throw new Error('two vehicles, two rows');
  expect(compareRows(rows, [a])).toMatchObject({ lost: 1, duplicated: 0, wrong: [] });
  expect(compareRows(rows, [a, b, b])).toMatchObject({ lost: 0, duplicated: 1, wrong: [] });
  const older = [b, [a[0], a[1].replace('[0,2,', '[0,0,')]] as const;
  expect(compareRows(rows, older).wrong).toEqual([expect.stringContaining('instead of [0,2,')]);
  expect(compareRows(rows, [a, b, ['["c"]', '[0,3,"c"]']]).wrong).toEqual([
    expect.stringContaining('which nobody has said'),
  ]);
});

test('given events, ticks and what cannot be read, then each record counts as one of them', () => {
  const { counts } = given('a', null, 'b');
  expect(counts).toEqual([{ read: 3, applied: 2, ignored: 0, dead: 1, next: 3 }]);
});

/** What must come of changes of these vehicles, one after the other; null: of a record that is cut off. */
function given(...vehicles: readonly (string | null)[]): ExpectedTable {
  const records = vehicles.map((vehicleId, offset) => {
    const value = codec.encode('VehicleStatusChanged', {
      ...VehicleStatusChanged.example,
      vehicleId: vehicleId ?? 'cut',
    });
    return {
      ...{ offset, appendedAt: 0, headers: {}, key: vehicleId ?? 'cut' },
      value: vehicleId === null ? value.subarray(0, -1) : value,
    };
  });
  return expectRows(statusOracle(), [records], codec);
}

/** The rows as ClickHouse would answer them. */
const tableOf = (rows: ExpectedTable['rows']): (readonly [string, string])[] =>
  [...rows.values()].map((row) => rowOf(statusOracle(), JSON.parse(row) as readonly unknown[]));

function statusOracle(): RowOracle {
  if (oracle === undefined) throw new Error('there is no oracle of vehicle_status');
  return oracle;
}
