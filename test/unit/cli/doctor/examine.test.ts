import { expect, test } from 'vitest';
import { examine } from '../../../../cli/doctor/examine.ts';
import type { Check, Trouble } from '../../../../cli/doctor/finding.ts';
import { formatFindings } from '../../../../cli/doctor/format-findings.ts';
import type { Patient } from '../../../../cli/doctor/patient.ts';

const servers = { kafka: 'ok', registry: 'ok', clickhouse: 'no answer', redis: 'ok' };
/** The checks here look at nothing else. */
const patient = { servers } as Patient;

const trouble = (about: string): Trouble => ({
  verdict: 'warning',
  about,
  says: `${about} hurts`,
  todo: 'rest',
});

/** A check that finds something else each time. */
const checkFinding = (name: string, ...times: readonly (readonly string[])[]): Check => {
  let time = 0;
  return {
    name,
    asks: ['kafka'],
    look: async () => {
      await Promise.resolve();
      const found = times[time] ?? [];
      time += 1;
      return { sound: `${name} is well`, troubles: found.map(trouble) };
    },
  };
};

const examined = (...checks: readonly Check[]) => examine(checks, patient, () => Promise.resolve());

test('given something that is gone at the second look, then it is not told', async () => {
  const findings = await examined(
    checkFinding('knee', ['left', 'right'], ['right', 'heel']),
    checkFinding('eye'),
  );
  expect(findings.map(({ check, verdict, about }) => [check, verdict, about])).toEqual([
    ['knee', 'warning', 'right'],
    ['eye', 'ok', 'eye'],
  ]);
  expect(formatFindings(findings)).toBe(
    [
      '         CHECK  WHAT WAS FOUND, AND WHAT TO DO',
      'WARNING  knee   right hurts',
      '                -> rest',
      'ok       eye    eye is well',
      '',
      'Faults: 0, warnings: 1.',
    ].join('\n'),
  );
});

test('given a server that does not answer, then what asks it says so, and the others look all the same', async () => {
  const findings = await examined(
    { ...checkFinding('table', ['leg']), asks: ['clickhouse'] },
    checkFinding('eye'),
  );
  expect(findings).toMatchObject([
    {
      check: 'table',
      verdict: 'fault',
      says: expect.stringContaining('clickhouse cannot be asked') as string,
    },
    { check: 'eye', verdict: 'ok' },
  ]);
});

test('given a look that fails, then that is told, and the others look all the same', async () => {
  const failing = { ...checkFinding('ear'), look: () => Promise.reject(new Error('deaf')) };
  const findings = await examined(failing, checkFinding('eye'));
  expect(findings).toMatchObject([
    { check: 'ear', verdict: 'fault', says: expect.stringContaining('deaf') as string },
    { check: 'eye', verdict: 'ok' },
  ]);
});
