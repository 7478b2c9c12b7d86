import { describe, expect, test } from 'vitest';
import { daysStatement } from '../../platform/clickhouse/batch-days.ts';
import { batchRunsDdl } from '../../platform/clickhouse/batch-runs.ts';
import { batchTableDdl, batchViewDdl, reckonDayStatement } from '../../platform/clickhouse/batch-table.ts';
import { dictionaryDdl } from '../../platform/clickhouse/dictionary-ddl.ts';
import { onDemandDdl } from '../../platform/clickhouse/on-demand-ddl.ts';
import { viewColumnsOf } from '../../platform/clickhouse/column-list.ts';
import { receiptColumns } from '../../platform/core/define-batch.ts';
import type { Derivation } from '../../platform/core/derivation.ts';
import { derivations } from '../../projections/index.ts';

const home = { database: 'tacho', username: 'worker', password: "it's" };

const ofKind = <K extends Derivation['kind']>(kind: K) =>
  derivations.filter((each): each is Extract<Derivation, { readonly kind: K }> => each.kind === kind);

describe.each(ofKind('dictionary'))('the dictionary $name', (dictionary) => {
  test('is this', () => {
    expect(dictionaryDdl(home, dictionary)).toMatchSnapshot();
  });

  test('is made of columns of its projection', () => {
    const names = viewColumnsOf(dictionary.of).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([dictionary.key, dictionary.since, ...dictionary.attributes, 'received_at']),
    );
  });
});

describe.each(ofKind('on-demand'))('the on-demand projection $name', (projection) => {
  test('is this view', () => {
    expect(onDemandDdl(home, projection)).toMatchSnapshot();
  });

  test('says what every column means', () => {
    for (const [name, { comment }] of Object.entries(projection.columns))
      expect(comment, name).toMatch(/^\S.{3,}/);
  });

  test('reads nothing that it does not declare', () => {
    const nothing = { ...projection, reads: [] };
    expect(() => onDemandDdl(home, nothing)).toThrow(`${projection.name} is not declared to read`);
  });
});

describe.each(ofKind('batch'))('the batch projection $name', (batch) => {
  test('is this table, and this view', () => {
    expect(`${batchTableDdl(home, batch).join()};\n\n${batchViewDdl(home, batch)};`).toMatchSnapshot();
  });

  test('works its days out like this', () => {
    const statements = [daysStatement('tacho', batch), reckonDayStatement('tacho', batch)];
    expect(statements.join(';\n\n')).toMatchSnapshot();
  });

  test('has the columns that tell what is in a row, and a key by day', () => {
    expect(Object.keys(batch.columns)).toEqual(
      expect.arrayContaining([...batch.key, ...Object.keys(receiptColumns)]),
    );
    expect(batch.key).toContain('day');
    for (const [name, { comment }] of Object.entries(batch.columns))
      expect(comment, name).toMatch(/^\S.{3,}/);
  });

  test('is made of a history that says when reports happened and were received', () => {
    const names = viewColumnsOf(batch.of).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['occurred_at', 'received_at']));
  });
});

test('the table of runs of batch projections and its view are these', () => {
  expect(batchRunsDdl(home).join(';\n\n')).toMatchSnapshot();
});
