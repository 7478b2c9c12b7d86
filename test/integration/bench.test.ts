import { expect, test } from 'vitest';
import { restore } from '../../bench/scenarios/restore.ts';
import { splice } from '../../bench/scenarios/splice.ts';
import { storage } from '../../bench/scenarios/storage.ts';
import { transactions } from '../../bench/scenarios/transactions.ts';
import { countsOfScenario, FEW_EVENTS } from '../support/counts-of-scenario.ts';

test('the splice and the engine bring every event into their tables once', async () => {
  expect(await countsOfScenario(splice)).toEqual({
    rows: FEW_EVENTS,
    distinct: FEW_EVENTS,
    engineRows: FEW_EVENTS,
    engineDistinct: FEW_EVENTS,
  });
});

test('small and large positions are in the log, the table and the archive, each of them once', async () => {
  const counts = await countsOfScenario(storage);
  // At five places each: in the log, as rows, as identities, in merged parts, in sealed files.
  expect(Object.values(counts)).toEqual(Array.from({ length: 10 }, () => FEW_EVENTS));
});

test('every record of every transaction and append is in the log', async () => {
  const { written, found } = await countsOfScenario(transactions);
  // Eight of a hundred records, by one and by eight, with transactions and without.
  expect({ written, found }).toEqual({ written: 3200, found: 3200 });
});

test('every key of every partition is restored', async () => {
  const { vehicles, segments } = await countsOfScenario(restore);
  expect(vehicles).toBe(1000);
  // Of each at least when it was heard, one state, one identity and one window.
  expect(segments).toBeGreaterThan(4000);
});
