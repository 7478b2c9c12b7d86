import { describe, expect, test } from 'vitest';
import { dictionaryDdl } from '../../platform/clickhouse/dictionary-ddl.ts';
import { onDemandDdl } from '../../platform/clickhouse/on-demand-ddl.ts';
import { columnsOf } from '../../platform/clickhouse/column-list.ts';
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
    const names = columnsOf(dictionary.of).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([dictionary.key, dictionary.since, ...dictionary.attributes, 'received_at']),
    );
  });
});

describe.each(ofKind('on-demand'))('the on-demand projection $name', (projection) => {
  test('is this view', () => {
    expect(onDemandDdl('tacho', projection)).toMatchSnapshot();
  });

  test('says what every column means', () => {
    for (const [name, { comment }] of Object.entries(projection.columns))
      expect(comment, name).toMatch(/^\S.{3,}/);
  });

  test('reads nothing that it does not declare', () => {
    const nothing = { ...projection, reads: [] };
    expect(() => onDemandDdl('tacho', nothing)).toThrow(`${projection.name} is not declared to read`);
  });
});
