import type { NamedColumn } from './column-list.ts';

/** A column of a CREATE statement; `value` says where it comes from, if nobody writes it. */
export function columnDdl({ name, type, comment }: NamedColumn, value = ''): string {
  return [`\`${name}\``, type, ...(value === '' ? [] : [value]), 'COMMENT', stringLiteral(comment)].join(' ');
}

/** Text as a literal. */
export const stringLiteral = (value: string): string =>
  `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Columns in brackets, one a line. */
export const list = (lines: readonly string[]): string =>
  `(\n${lines.map((line) => `  ${line}`).join(',\n')}\n)`;
