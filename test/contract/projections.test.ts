import { describe, expect, test } from 'vitest';
import { viewColumnsOf, storedColumns } from '../../platform/clickhouse/column-list.ts';
import { tableDdl, viewDdl } from '../../platform/clickhouse/ddl.ts';
import { checkpointDdl } from '../../platform/clickhouse/checkpoint-table.ts';
import { rowValues } from '../../platform/clickhouse/row-values.ts';
import { spliceStatement } from '../../platform/clickhouse/splice-statement.ts';
import type { Projection, RowProjection } from '../../platform/core/define-projection.ts';
import { projections } from '../../projections/index.ts';

const home = { database: 'tacho' };

describe.each(projections.map((projection) => [projection.name, projection] as const))(
  '%s',
  (_, projection) => {
    test('its table and view are these', () => {
      expect(`${tableDdl(home, projection).join()};\n\n${viewDdl(home, projection)};`).toMatchSnapshot();
    });

    test('its key and its parts are made of its own columns', () => {
      const names = viewColumnsOf(projection).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([...projection.key]));
      const [, column = ''] = /^\w+\((\w*)\)$/.exec(projection.partitionBy) ?? [];
      if (column !== '') expect(projection.key).toContain(column);
    });

    test('every column says what it means', () => {
      for (const { name, comment } of viewColumnsOf(projection)) expect(comment, name).toMatch(/^\S.{3,}/);
    });

    test('the example of every event that it consumes becomes this', () => {
      expect(projection.kind === 'rows' ? rowsOf(projection) : statementOf(projection)).toMatchSnapshot();
    });
  },
);

test('the table of checkpoints and its view are these', () => {
  expect(checkpointDdl({ database: 'tacho' }).join(';\n\n')).toMatchSnapshot();
});

function rowsOf(projection: RowProjection): Record<string, object> {
  const names = storedColumns(projection).map(({ name }) => name);
  return Object.fromEntries(
    projection.of.map((event) => {
      const row = projection.on[event.name]?.(event.example as never) ?? {};
      const values = rowValues(projection, { partition: 3, offset: 70_000, row });
      return [event.name, Object.fromEntries(names.map((name, index) => [name, values[index]]))];
    }),
  );
}

const statementOf = (projection: Projection): string =>
  projection.kind === 'splice' ? spliceStatement('tacho', projection) : '';
