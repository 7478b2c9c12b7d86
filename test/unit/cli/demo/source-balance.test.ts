import { expect, test } from 'vitest';
import type { BalanceSheet } from '../../../../cli/balance/balance-sheet.ts';
import { sourceBalance } from '../../../../cli/demo/source-balance.ts';
import { NOTHING_POSTED } from '../../../../cli/device/post-totals.ts';

const sheet: BalanceSheet = {
  accepted: 90,
  duplicates: 5,
  late: 0,
  quarantined: { 'no-fix': 3 },
  dead: 0,
  folded: {},
  applied: {},
  checks: [],
  balanced: true,
};
const totals = { ...NOTHING_POSTED, sent: 100, accepted: 95, quarantined: 3, rejected: 2 };

test('what was read is accepted, a duplicate, quarantined, rejected or unreadable', () => {
  expect(sourceBalance({ read: 101, unreadable: 1, totals }, sheet)).toMatchObject({
    read: 101,
    unreadable: 1,
    rejected: 2,
    redelivered: 0,
    duplicates: 5,
    balanced: true,
  });
});

test('a row that nobody answered for is missed', () => {
  expect(sourceBalance({ read: 102, unreadable: 1, totals }, sheet).balanced).toBe(false);
});

test('an acknowledged report that the log lacks is missed', () => {
  expect(sourceBalance({ read: 101, unreadable: 1, totals }, { ...sheet, accepted: 89 }).balanced).toBe(
    false,
  );
});

test('what a device sent again after a lost answer is told from what it said twice', () => {
  const again = { ...totals, retriedItems: 10 };
  expect(
    sourceBalance({ read: 101, unreadable: 1, totals: again }, { ...sheet, duplicates: 9 }),
  ).toMatchObject({
    redelivered: 4,
    duplicates: 5,
    balanced: true,
  });
});

test('a quarantined report that was sent again is no duplicate less of the telemetry', () => {
  const again = { ...totals, retriedItems: 10 };
  expect(
    sourceBalance({ read: 101, unreadable: 1, totals: again }, { ...sheet, quarantined: { 'no-fix': 7 } }),
  ).toMatchObject({ redelivered: 4, duplicates: 5, balanced: true });
});

test('a quarantined report that was sent again does not hide that one of the telemetry is lost', () => {
  const again = { ...totals, retriedItems: 10 };
  const lost = { ...sheet, accepted: 89, quarantined: { 'no-fix': 4 } };
  expect(sourceBalance({ read: 101, unreadable: 1, totals: again }, lost).balanced).toBe(false);
});

test('more records than were ever sent are one too many', () => {
  expect(sourceBalance({ read: 101, unreadable: 1, totals }, { ...sheet, duplicates: 6 }).balanced).toBe(
    false,
  );
});
