import { expect, test } from 'vitest';
import { judgeGroup, type GroupFacts } from '../../../../cli/doctor/judge-group.ts';

const sound: GroupFacts = {
  ...{ set: 'vehicles-v1', topic: 'tacho.telemetry', partition: 3, low: 0, end: 100 },
  ...{ committed: 90, state: 90, misses: false },
};

const judged = (facts: Partial<GroupFacts>) => judgeGroup({ ...sound, ...facts });

test.each<readonly [string, Partial<GroupFacts>]>([
  ['group and state stand at one place', {}],
  ['only markers of transactions lie between them', { state: 87 }],
  ['nothing is in the log, and nothing was folded', { end: 0, committed: null, state: null }],
])('given that %s, then nothing is wrong', (_, facts) => {
  expect(judged(facts)).toEqual([]);
});

test.each<readonly [string, Partial<GroupFacts>, 'fault' | 'warning', string]>([
  ['stand beyond the end', { end: 80 }, 'fault', '10 offsets beyond the end of the log at 80'],
  ['stand before the beginning', { low: 95 }, 'fault', '5 offsets were never folded'],
  ['have lost a part of the state', { state: 40, misses: true }, 'fault', 'what is before 40 only'],
  ['have lost all of the state', { state: null, misses: true }, 'fault', 'what is before 0 only'],
  ['were moved back', { committed: 10 }, 'warning', 'stands at 10, and its state at 90'],
  ['were forgotten by Kafka', { committed: null }, 'warning', 'stands at no offset, and its state at 90'],
  ['have never begun', { committed: null, state: null }, 'warning', 'nothing of 100 offsets was ever folded'],
])('given processors that %s, then it is told', (_, facts, verdict, says) => {
  expect(judged(facts)).toMatchObject([
    { verdict, about: 'vehicles-v1 tacho.telemetry/3', says: expect.stringContaining(says) as string },
  ]);
});
