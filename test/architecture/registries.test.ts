import { describe, expect, test } from 'vitest';
import { derivableFrom } from '../../platform/core/derivation.ts';
import { consumedBy, emittedBy } from '../../platform/core/define-set.ts';
import { sourceOf } from '../../platform/core/define-projection.ts';
import { kebabCase } from '../../platform/core/kebab-case.ts';
import { nextVersionsFor, processorSets } from '../../processors/index.ts';
import { defaultRules, type Rules } from '../../processors/rules.ts';
import { derivations, nextProjections, projections } from '../../projections/index.ts';
import { reports } from '../../reports/index.ts';
import { events } from '../../schemas/index.ts';
import { ROOT, sourceFiles, textOf } from './project-files.ts';

interface Declared {
  readonly name: string;
  readonly version?: number;
}

/** Declares a fold, or what makes one of the rules. */
const FOLD = /export const (\w+) = (?:\([^)]*\) =>\s*(?:\{.*?return )?)?define(?:Processor|Summary)\b/gs;

const folds = [...processorSets.flatMap((set) => set.folds), ...nextVersionsFor(defaultRules)];

/** Folder, the call that declares, and all that the registry of the folder names. */
const REGISTRIES: readonly (readonly [string, RegExp, readonly Declared[]])[] = [
  ['schemas/events', /export const (\w+) = define\w*Event\(/g, events],
  ['processors', FOLD, folds],
  [
    'projections',
    /export const (\w+) = define(?:Projection|Splice|Dictionary|OnDemand|Batch)\b/g,
    [...projections, ...nextProjections, ...derivations],
  ],
  ['reports', /export const (\w+) = defineReport\b/g, reports],
];

describe.each(REGISTRIES)('%s', (folder, declaration, registry) => {
  test('every declaration is in the registry, and the registry holds nothing else', async () => {
    const found = await declarationsIn(folder, declaration);
    expect(found.map(({ value }) => value.name).sort()).toEqual(registry.map(({ name }) => name).sort());
    for (const { file, value, isMade } of found) expect(isMade || registry.includes(value), file).toBe(true);
  });

  test('a file declares one thing and is named after it, and so is the thing', async () => {
    for (const { file, exported, value } of await declarationsIn(folder, declaration)) {
      expect(file).toBe(`${folder}/${kebabCase(exported)}.ts`);
      // Of a version that may run beside the one in its set the file says which it is.
      expect(kebabCase(value.name).replaceAll('_', '-'), file).toBe(
        kebabCase(exported).replace(/-?v\d+$/, ''),
      );
    }
  });

  test('no name stands for two things', () => {
    const named = registry.map(({ name, version }) => `${name} ${version ?? ''}`);
    expect(new Set(named).size).toBe(registry.length);
  });
});

test('events that are consumed, emitted and projected are declared', () => {
  const spoken = [
    ...folds.flatMap((fold) => [...consumedBy(fold), ...emittedBy(fold)]),
    ...projections.flatMap((projection) => projection.of),
  ];
  for (const event of spoken) expect(events.includes(event), event.name).toBe(true);
});

test('every projection reads one topic, and every report projections that exist', () => {
  for (const projection of projections) expect(sourceOf(projection)).not.toBe('');
  const names = projections.map(({ name }) => name);
  for (const report of reports) expect(names, report.name).toEqual(expect.arrayContaining([...report.reads]));
});

test('everything that is derived reads what stands before it', () => {
  expect(
    derivableFrom(
      derivations,
      projections.map(({ name }) => name),
    ),
  ).toEqual(derivations);
});

type Maker = (rules: Rules) => Declared;

const isMaker = (value: Declared | Maker): value is Maker => typeof value === 'function';

interface Declaration {
  readonly file: string;
  readonly exported: string;
  readonly value: Declared;
  /** Whether it follows from the rules, so that the registry holds another one of the same name. */
  readonly isMade: boolean;
}

async function declarationsIn(folder: string, declaration: RegExp): Promise<readonly Declaration[]> {
  const found = await Promise.all(
    (await sourceFiles(folder)).map(async (file) => {
      const exported = [...(await textOf(file)).matchAll(declaration)].map(([, name]) => name ?? '');
      if (exported.length === 0) return [];
      const module = (await import(`${ROOT}/${file}`)) as Record<string, Declared | Maker>;
      return exported.map((name): Declaration => {
        const value = module[name] ?? { name: 'not exported' };
        return isMaker(value)
          ? { file, exported: name, isMade: true, value: value(defaultRules) }
          : { file, exported: name, isMade: false, value };
      });
    }),
  );
  return found.flat();
}
