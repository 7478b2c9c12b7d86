import type { NamedColumn } from './column-list.ts';
import { columnDdl, list, stringLiteral } from './ddl-text.ts';
import { onCluster, type TableHome } from './table-statements.ts';

/** A view that is to be made. */
export interface NewView {
  readonly view: string;
  readonly columns: readonly NamedColumn[];
  /** The shown columns, in order. */
  readonly query: string;
  readonly doc: string;
}

/** The statement that makes, or makes again, a view. */
export const viewStatement = (home: TableHome, { view, columns, query, doc }: NewView): string =>
  [
    `CREATE OR REPLACE VIEW ${home.database}.${view}${onCluster(home)}`,
    list(columns.map((column) => columnDdl(column))),
    `AS ${query}`,
    `COMMENT ${stringLiteral(doc)}`,
  ].join('\n');
