import { expect, test } from 'vitest';
import { projections } from '../../projections/index.ts';
import { events } from '../../schemas/index.ts';
import { textOf } from '../architecture/project-files.ts';

test('every topic of events in the picture of the flow is one', async () => {
  const topics = new Set(['tacho.late', ...events.map(({ topic }) => `tacho.${topic}`)]);
  const shown = (await shownTexts()).filter((text) => /^tacho\.[a-z-]+$/.test(text));
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((text) => !topics.has(text))).toEqual([]);
});

test('every view in the picture of the flow is one', async () => {
  const views = new Set(projections.map(({ name }) => name));
  const shown = (await shownTexts()).flatMap((text) => /^[a-z]+_[a-z_]+/.exec(text) ?? []);
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((text) => !views.has(text))).toEqual([]);
});

/** Every text of the picture. */
const shownTexts = async (): Promise<readonly string[]> =>
  [...(await textOf('docs/flow.svg')).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '');
