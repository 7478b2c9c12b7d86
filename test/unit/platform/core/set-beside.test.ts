import { describe, expect, test } from 'vitest';
import { outputTopicsOf, type Fold } from '../../../../platform/core/define-set.ts';
import { namesOfSet, setBeside } from '../../../../platform/core/set-beside.ts';
import { processorSets, routeSet, vehicleSet } from '../../../../processors/index.ts';
import { detectStatusChanges } from '../../../../processors/detect-status-changes.ts';
import { summarizeRouteHours } from '../../../../processors/summarize-route-hours.ts';
import { summarizeVehicleDays } from '../../../../processors/summarize-vehicle-days.ts';
import { summarizeVehicleMinutes } from '../../../../processors/summarize-vehicle-minutes.ts';
import { names } from '../../../support/said.ts';

const second = (fold: Fold, of = vehicleSet, source = of.source) =>
  setBeside({ fold: { ...fold, version: 2 }, of, sets: processorSets, source, reads: [0], speaks: [0] });

describe('a second version of a processor', () => {
  const set = second(summarizeVehicleMinutes);
  const own = namesOfSet(names, set);

  test('has a group, transactional ids and a changelog of its own', () => {
    expect(own.group(set.name, set.version)).toBe('tacho.summarize-vehicle-minutes-v2');
    expect(own.transactionalId(set, 3)).toBe('tacho.summarize-vehicle-minutes-v2.3');
    expect(own.changelog(set)).toBe('tacho.summarize-vehicle-minutes-v2.changelog');
  });

  test('reads what its set reads, and writes to topics that name the version', () => {
    expect(own.topicName(set.source)).toBe('tacho.telemetry');
    expect([...outputTopicsOf(set)].map((topic) => own.topicName(topic))).toEqual([
      'tacho.vehicle-minutes.v2',
    ]);
    expect(own.topicName('late')).toBe('tacho.late.summarize-vehicle-minutes.v2');
    expect(own.dead('summarize-vehicle-minutes')).toBe('tacho.summarize-vehicle-minutes.v2.dead');
  });
});

test('a topic to which others write too names the processor with its version', () => {
  const set = second(detectStatusChanges);
  expect(namesOfSet(names, set).topicName('vehicle-changes')).toBe(
    'tacho.vehicle-changes.detect-status-changes.v2',
  );
});

test('a summary of summaries brings those along that hand over to it, and they do not speak', () => {
  const set = second(summarizeVehicleDays);
  expect(set.folds.map(({ name, version }) => [name, version])).toEqual([
    ['summarize-vehicle-minutes', 1],
    ['summarize-vehicle-days', 2],
  ]);
  expect([...outputTopicsOf(set)]).toEqual(['vehicle-days']);
});

test('a later stage may read what a version of the first stage wrote', () => {
  const set = second(summarizeRouteHours, routeSet, 'vehicle-minutes.v2');
  const own = namesOfSet(names, set);
  expect(own.topicName(set.source)).toBe('tacho.vehicle-minutes.v2');
  expect(own.topicName('route-hours')).toBe('tacho.route-hours.v2');
});

test('a set that runs beside nothing keeps its names', () => {
  expect(namesOfSet(names, vehicleSet)).toBe(names);
});
