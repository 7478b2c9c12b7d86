import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processorSets } from '../processors/index.ts';
import { derivations, projections } from '../projections/index.ts';
import { reports } from '../reports/index.ts';
import { events } from '../schemas/index.ts';
import { eventsPage } from './pages/events-page.ts';
import { topologyPage, type Declarations } from './pages/topology-page.ts';

/*
 * npm run docs             writes the pages that follow from the declarations
 * npm run docs -- --check  says which of them differ, and exits 1 if any does
 */
const declared: Declarations = { events, sets: processorSets, projections, derivations, reports };
const pages = new Map([
  ['topology.md', topologyPage(declared)],
  ['events.md', eventsPage(declared)],
]);

for (const [file, content] of pages) {
  const path = join(import.meta.dirname, file);
  if ((await readFile(path, 'utf8').catch(() => '')) === content) continue;
  if (process.argv.includes('--check')) {
    console.error(`docs/${file} differs: run npm run docs`);
    process.exitCode = 1;
  } else {
    await writeFile(path, content);
    console.log(`docs/${file} written`);
  }
}
