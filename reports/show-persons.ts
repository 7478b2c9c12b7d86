import type { PersonalColumn, Report } from '../platform/core/define-report.ts';
import type { OpenedValue, OpenSealed, SealedValue } from '../platform/core/personal-data.ts';
import type { Row } from '../platform/core/query-port.ts';
import { readSealedText } from '../platform/core/sealed-text.ts';

/** True for a report whose answer has, or may have, columns with personal data. */
export const hasPersonalColumns = (report: Report): boolean => personalColumns(report).length > 0;

/**
 * The rows with who it is in place of each sealed text: `forgotten` where the key was destroyed, `unknown` where it
 * was lost. Who may not know (`openSealed` is null) sees the token that stands for the person.
 */
export async function showPersons(
  report: Report,
  rows: readonly Row[],
  openSealed: OpenSealed | null,
): Promise<readonly Row[]> {
  const sealed = personalColumns(report).flatMap(([column, personal]) =>
    rows.flatMap((row, index) => sealedIn(row, column, personal, index)),
  );
  const shown = openSealed === null ? sealed.map(tokenOf) : (await openSealed(sealed)).map(wordOf);
  const changed = rows.map((row): Record<string, Row[string]> => ({ ...row }));
  for (const [position, { index, column }] of sealed.entries()) {
    const row = changed[index];
    if (row !== undefined) row[column] = shown[position] ?? 'unknown';
  }
  return changed;
}

const personalColumns = ({ columns }: Report): readonly (readonly [string, PersonalColumn])[] =>
  Object.entries(columns).flatMap(([name, { personal }]) =>
    personal === undefined ? [] : [[name, personal] as const],
  );

interface SealedCell extends SealedValue {
  readonly index: number;
  readonly column: string;
}

function sealedIn(
  row: Row,
  column: string,
  { event, field, eventIdIn }: PersonalColumn,
  index: number,
): readonly SealedCell[] {
  const text = row[column];
  if (typeof text !== 'string') return [];
  return [{ text, place: { event, field, eventId: String(row[eventIdIn]) }, index, column }];
}

const tokenOf = ({ text }: SealedCell): string => readSealedText(text)?.token ?? 'unknown';

const wordOf = (opened: OpenedValue): string => (opened.kind === 'plain' ? opened.plain : opened.kind);
