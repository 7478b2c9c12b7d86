import { expect, it } from 'vitest';
import type { OpenedValue } from '../../../platform/core/personal-data.ts';
import { drivers } from '../../../reports/drivers.ts';
import { showPersons } from '../../../reports/show-persons.ts';

const sealed = (token: string): string => `sealed:v1:${token.repeat(22)}:AAAA`;
const row = (driver: string | null, eventId: string) => ({ vehicleId: '8940', driver, eventId });

it('puts in the place of each value what was opened, in order, and leaves the rest as it is', async () => {
  const opened: Readonly<Record<string, OpenedValue>> = {
    a: { kind: 'plain', plain: 'Ito' },
    b: { kind: 'forgotten' },
    c: { kind: 'unknown' },
  };
  const rows = [row(sealed('a'), 'a'), row(null, 'n'), row(sealed('b'), 'b'), row(sealed('c'), 'c')];
  const shown = await showPersons(drivers, rows, (values) =>
    Promise.resolve(values.map(({ place }) => opened[place.eventId] ?? { kind: 'unknown' })),
  );
  expect(shown).toEqual([row('Ito', 'a'), row(null, 'n'), row('forgotten', 'b'), row('unknown', 'c')]);
  expect(rows[0]?.driver).toBe(sealed('a'));
});

it('shows the token to who may not know, and never what is not sealed', async () => {
  const shown = await showPersons(drivers, [row(sealed('a'), '1'), row('Ito', '2')], null);
  expect(shown.map(({ driver }) => driver)).toEqual(['a'.repeat(22), 'unknown']);
});
