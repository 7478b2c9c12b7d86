import { expect, test } from 'vitest';
import { sumOf, tallyOfCheck, tallyOfTests } from '../../../runner/tally.ts';

const file = (status: string, ...statuses: string[]) => ({
  status,
  assertionResults: statuses.map((each) => ({ status: each })),
});
const reportOf = (...testResults: object[]): string => JSON.stringify({ testResults });

test('tests count one by one, and what did not run has failed', () => {
  const json = reportOf(file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed', 'skipped'));
  expect(tallyOfTests(1, json)).toEqual({ passed: 3, failed: 2 });
});

test('a file that could not be loaded has failed', () => {
  expect(tallyOfTests(1, reportOf(file('passed', 'passed'), file('failed')))).toEqual({
    passed: 1,
    failed: 1,
  });
});

test('a run that went wrong without a failing test has failed', () => {
  expect(tallyOfTests(1, reportOf(file('passed', 'passed')))).toEqual({ passed: 1, failed: 1 });
  expect(tallyOfTests(1, null)).toEqual({ passed: 0, failed: 1 });
  expect(tallyOfTests(0, null)).toEqual({ passed: 0, failed: 1 });
});

test('a check counts as one, and all are summed', () => {
  expect(sumOf([tallyOfCheck(0), tallyOfCheck(2), { passed: 5, failed: 1 }])).toEqual({
    passed: 6,
    failed: 2,
  });
});
