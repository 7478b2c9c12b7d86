import { describe, expect, test } from 'vitest';
import { processorSets } from '../../processors/index.ts';
import { projections } from '../../projections/index.ts';
import { events } from '../../schemas/index.ts';
import { textOf } from '../architecture/project-files.ts';

describe('the picture of the flow shows', () => {
  test.each(projections.map(({ name }) => name))('the view %s', async (name) => {
    expect(await shownTexts()).toContain(name);
  });

  test.each([...new Set(events.map(({ topic }) => topic))])('the topic tacho.%s', async (topic) => {
    expect(await shownTexts()).toContain(`tacho.${topic}`);
  });

  test.each(processorSets.map(({ name }) => name))('the set %s', async (name) => {
    expect(await shownTexts()).toContain(`processors: ${name}`);
  });
});

/** Every text of the picture. */
const shownTexts = async (): Promise<readonly string[]> =>
  [...(await textOf('docs/flow.svg')).matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? '');
