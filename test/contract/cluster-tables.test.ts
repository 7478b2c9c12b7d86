import { expect, test } from 'vitest';
import { clusterSettings } from '../../platform/clickhouse/cluster-settings.ts';
import { clusterStatements } from '../support/cluster-statements.ts';

test.each(Object.entries(clusterStatements))('given a cluster, %s is made like this', (_, made) => {
  expect(made.join(';\n\n')).toMatchSnapshot();
});

test.each(Object.entries(clusterStatements))('given a cluster, %s is made on all of it', (_, made) => {
  for (const statement of made) expect(statement.split('\n')[0]).toMatch(/ ON CLUSTER 'depot'$/);
});

test('given a cluster, a write is answered when the shards and their replicas have it', () => {
  expect(clusterSettings({ cluster: 'depot' })).toEqual({
    distributed_foreground_insert: 1,
    insert_quorum: 'auto',
  });
  expect(clusterSettings({})).toEqual({});
});
