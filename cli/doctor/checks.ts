import { checkArchive } from './check-archive.ts';
import { checkCheckpoints } from './check-checkpoints.ts';
import { checkDerived } from './check-derived.ts';
import { checkProcessors } from './check-processors.ts';
import { checkSchemas } from './check-schemas.ts';
import { checkServers } from './check-servers.ts';
import { checkTables } from './check-tables.ts';
import { checkTopics } from './check-topics.ts';
import { checkViews } from './check-views.ts';
import type { Check } from './finding.ts';

/** All that the doctor looks at, in the order in which it is told. */
export const checks: readonly Check[] = [
  checkServers,
  checkTopics,
  checkSchemas,
  checkProcessors,
  checkTables,
  checkViews,
  checkDerived,
  checkCheckpoints,
  checkArchive,
];
