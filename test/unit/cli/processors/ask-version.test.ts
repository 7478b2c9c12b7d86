import { expect, test } from 'vitest';
import { askVersion, type VersionWish } from '../../../../cli/processors/ask-version.ts';
import { defaultRules } from '../../../../processors/rules.ts';
import { runId, type VersionRun } from '../../../../processors/versions/version-run.ts';

const NOW = Date.UTC(2026, 10, 21);
const MINUTES = 'summarize-vehicle-minutes';

const run = (version: number, state: VersionRun['state']): VersionRun => ({
  processor: MINUTES,
  version,
  state,
  source: 'telemetry',
  speaksFrom: null,
  places: { reads: [0], speaks: [0] },
  rules: defaultRules,
  startedAt: 0,
});

const ask = (wish: Partial<VersionWish>, ...runs: readonly VersionRun[]) =>
  askVersion(
    { processor: MINUTES, from: null, warmUpMs: null, source: null, ...wish },
    defaultRules,
    { all: () => runs, find: (wanted) => runs.find((each) => runId(each) === runId(wanted)) },
    NOW,
  );

test('without a version it is the next one that nobody has used', () => {
  expect(ask({}).version).toBe(2);
  expect(ask({}, run(2, 'cancelled'), run(3, 'caught up')).version).toBe(4);
  expect(ask({ processor: 'detect-silence' }, run(2, 'caught up')).version).toBe(2);
});

test('one that runs may be asked for again, to see how far it has come', () => {
  expect(ask({ version: 2 }, run(2, 'catching up'))).toMatchObject({ processor: MINUTES, version: 2 });
});

test('the rules go with it', () => {
  expect(ask({}).rules).toEqual(defaultRules);
});

test.each<[string, Partial<VersionWish>, string]>([
  ['a processor that nobody declares', { processor: 'guess-weather' }, 'processor-unknown'],
  ['the version that stands in the set', { version: 1 }, 'version-refused'],
  ['a number that was used', { version: 2 }, 'version-refused'],
  ['a time that is not yet there', { version: 3, from: NOW + 1 }, 'version-refused'],
  ['a topic of other events', { version: 3, source: 'vehicle-days' }, 'version-refused'],
])('%s is refused', (_, wish, code) => {
  expect(() => ask(wish, run(2, 'retired'))).toThrow(expect.objectContaining({ code }));
});

test('a second stage may read what a version of the first writes', () => {
  const wish = { processor: 'summarize-route-hours', source: 'vehicle-minutes.v2' };
  expect(ask(wish, run(2, 'caught up')).source).toBe('vehicle-minutes.v2');
  expect(() => ask(wish)).toThrow(expect.objectContaining({ code: 'version-refused' }));
});
