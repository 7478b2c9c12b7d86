import { expect, test } from 'vitest';
import { defineSet, outputTopicsOf } from '../../../platform/core/define-set.ts';
import { segregateOperatorPositions } from '../../../processors/segregate-operator-positions.ts';
import { asLog, foldLog } from '../../support/fold-log.ts';
import { heard, position, recordOf } from '../../support/said.ts';

const fold = segregateOperatorPositions({ operatorsWithOwnTopic: ['capmetro', 'bvg'] });
const set = defineSet({ name: 'spec', version: 1, source: 'telemetry', stage: 'first', folds: [fold] });

test('each operator of the rules has a topic of its own', () => {
  expect([...outputTopicsOf(set)]).toEqual(['operator-positions.capmetro', 'operator-positions.bvg']);
});

test('positions go to the topic of their operator alone, and nowhere where it has none', () => {
  const said = ['bvg', 'capmetro', 'other', null, 'bvg'].map((operatorId, index) =>
    position({ occurredAt: index, operatorId }),
  );
  const { outputs } = foldLog({ set }, asLog(said.map(recordOf)));
  expect(outputs.map((record) => [record.topic, record.key, heard(record)])).toMatchObject([
    ['tacho.operator-positions.bvg', '8940', { operatorId: 'bvg', occurredAt: 0, odometerM: 182340.5 }],
    ['tacho.operator-positions.capmetro', '8940', { operatorId: 'capmetro', occurredAt: 1, occupancy: 17 }],
    ['tacho.operator-positions.bvg', '8940', { operatorId: 'bvg', occurredAt: 4 }],
  ]);
});
