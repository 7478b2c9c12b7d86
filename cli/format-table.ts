/** Rows as text columns, numbers to the right; the first row is the heading. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  );
  return rows.map((row) => formatRow(row, widths)).join('\n');
}

const formatRow = (row: readonly (string | number)[], widths: readonly number[]): string =>
  row
    .map((cell, column) =>
      typeof cell === 'number'
        ? String(cell).padStart(widths[column] ?? 0)
        : cell.padEnd(widths[column] ?? 0),
    )
    .join('  ')
    .trimEnd();
