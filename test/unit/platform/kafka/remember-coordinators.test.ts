import { createRequire } from 'node:module';
import { beforeAll, expect, test } from 'vitest';
import { rememberCoordinators } from '../../../../platform/kafka/remember-coordinators.ts';

const GROUP = 0;
const TRANSACTION = 1;

interface Cluster {
  findGroupCoordinatorMetadata(wanted: { groupId: string; coordinatorType: number }): Promise<object>;
  refreshMetadata(): Promise<void>;
}

beforeAll(rememberCoordinators);

/** The client's own, above brokers that only count how often they are asked, and fail as often as they are told. */
function cluster(failures = 0) {
  const { prototype } = createRequire(import.meta.url)('kafkajs/src/cluster/index.js') as {
    prototype: object;
  };
  let asked = 0;
  const withBroker = (): Promise<object> => {
    asked += 1;
    return asked <= failures ? Promise.reject(new Error('away')) : Promise.resolve({ answer: asked });
  };
  const made = Object.assign(Object.create(prototype) as Cluster, {
    brokerPool: { withBroker },
  });
  return { made, asked: () => asked };
}

const transactional = { groupId: 'an id', coordinatorType: TRANSACTION };
const group = { groupId: 'a group', coordinatorType: GROUP };

test('given a transactional producer, when it asks for its coordinators again and again, then brokers are asked once for each', async () => {
  const { made, asked } = cluster();
  for (const wanted of [transactional, transactional, group, group, transactional])
    expect(await made.findGroupCoordinatorMetadata(wanted)).toEqual({ answer: wanted === group ? 2 : 1 });
  expect(asked()).toBe(2);
});

test('given that metadata were asked for anew, then so are the coordinators', async () => {
  const { made, asked } = cluster();
  await made.findGroupCoordinatorMetadata(transactional);
  // There are no brokers here that would answer.
  await Promise.resolve()
    .then(() => made.refreshMetadata())
    .catch(() => undefined);
  expect(await made.findGroupCoordinatorMetadata(transactional)).toEqual({ answer: 2 });
  expect(asked()).toBe(2);
});

test('given an answer that failed, then the next question is asked', async () => {
  const { made } = cluster(1);
  await expect(made.findGroupCoordinatorMetadata(transactional)).rejects.toThrow('away');
  expect(await made.findGroupCoordinatorMetadata(transactional)).toEqual({ answer: 2 });
});

test('given a consumer, which knows no transaction, then brokers are asked each time', async () => {
  const { made, asked } = cluster();
  await made.findGroupCoordinatorMetadata(group);
  await made.findGroupCoordinatorMetadata(group);
  expect(asked()).toBe(2);
});
