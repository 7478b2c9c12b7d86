/** What the files of a folder may import: the table of the architecture, as data. */
export interface ImportRule {
  /** Folders, or single files, from the top of the project. */
  readonly from: string;
  readonly folders: readonly string[];
  readonly packages?: readonly string[];
  readonly node?: boolean;
}

const DEPLOYABLES = ['ingest/', 'processors/', 'projections/', 'reports/', 'archive/'];
const READ_SETS = 'processors/read-processor-sets.ts';
const REGISTRIES = ['schemas/', 'processors/index.ts', READ_SETS, 'projections/index.ts', 'reports/index.ts'];

/** The row with the longest `from` holds for a file. Every folder of code has one. */
export const IMPORT_TABLE: readonly ImportRule[] = [
  { from: 'schemas/', folders: ['schemas/', 'platform/core/'] },
  { from: 'schemas/generate.ts', folders: ['schemas/'], node: true },
  {
    from: 'ingest/',
    folders: ['ingest/', 'schemas/', 'platform/'],
    packages: ['fastify', 'ajv'],
    node: true,
  },
  {
    from: 'processors/',
    folders: ['processors/', 'schemas/', 'platform/core/'],
    // Pure ones only: geometry, cells and calendars.
    packages: ['@turf/boolean-point-in-polygon', '@turf/distance', 'h3-js', 'temporal-polyfill'],
  },
  { from: 'projections/', folders: ['projections/', 'schemas/', 'platform/core/'] },
  {
    from: 'reports/',
    folders: ['reports/', 'schemas/', 'platform/', 'projections/'],
    packages: ['fastify', 'ajv'],
    node: true,
  },
  // The scheduler is no fold: it writes ticks, whose ids the runtime makes.
  { from: 'processors/append-ticks.ts', folders: ['schemas/', 'platform/core/', 'platform/runtime/'] },
  // The registry under the rules of a file.
  { from: READ_SETS, folders: ['processors/', 'platform/core/', 'platform/assembly/'] },
  // Versions that run beside the sets: what was started, and how it is run. They are no folds either.
  {
    from: 'processors/versions/',
    folders: ['processors/', 'schemas/', 'platform/core/', 'platform/runtime/'],
    node: true,
  },
  // What is derived from projections: its declarations meet their adapter here.
  { from: 'projections/run-derivations.ts', folders: ['projections/', 'platform/'] },
  // Versions of projections: what was started and is shown, and how it is run. No projection imports them.
  {
    from: 'projections/lives/',
    folders: ['projections/', 'schemas/', 'platform/core/', 'platform/runtime/'],
    node: true,
  },
  // Where adapters meet declarations: the composition of each deployable.
  ...DEPLOYABLES.map((folder) => ({
    from: `${folder}main.ts`,
    folders: [folder, 'platform/', ...REGISTRIES],
    packages: ['zod'],
    node: true,
  })),
  { from: 'platform/core/', folders: ['platform/core/'] },
  { from: 'platform/runtime/', folders: ['platform/runtime/', 'platform/core/'], node: true },
  { from: 'platform/memory/', folders: ['platform/memory/', 'platform/core/'] },
  { from: 'platform/settings/', folders: ['platform/settings/', 'platform/core/'], packages: ['zod'] },
  // What every deployable does with the adapters before it meets its declarations.
  {
    from: 'platform/assembly/',
    folders: [
      'platform/assembly/',
      'platform/avro/',
      'platform/clickhouse/',
      'platform/core/',
      'platform/files/',
      'platform/crypto/',
      'platform/http/',
      'platform/kafka/',
      'platform/observability/',
      'platform/redis/',
      'platform/runtime/',
      'platform/s3/',
      'platform/settings/',
    ],
    packages: ['zod'],
    node: true,
  },
  adapter('kafka', 'kafkajs'),
  adapter('avro', 'avsc', '@kafkajs/confluent-schema-registry'),
  adapter('clickhouse', '@clickhouse/client'),
  adapter('redis', 'ioredis', 'bullmq'),
  adapter('crypto'),
  adapter('http', 'fastify', 'ajv'),
  adapter('files'),
  adapter('s3', '@aws-sdk/client-s3'),
  adapter('observability', 'pino', 'prom-client'),
  { from: 'platform/embedded/', folders: ['platform/embedded/'], packages: ['ffi-rs', 'chdb'], node: true },
  {
    from: 'cli/',
    // Of ingest: who may post is said on the command line, and known at the edge; so it is with versions.
    folders: ['cli/', 'platform/', 'ingest/', 'processors/versions/', 'projections/lives/', ...REGISTRIES],
    packages: ['commander', 'cli-progress', 'csv-parse', 'zod', 'sample-gtfs-feed'],
    node: true,
  },
  { from: 'cli/tacho.js', folders: ['cli/main.ts'], node: true },
  // Pages that follow from the declarations.
  { from: 'docs/', folders: ['docs/', 'platform/core/', ...REGISTRIES], node: true },
];

/** An adapter folder: the only place that imports its client. */
function adapter(name: string, ...packages: readonly string[]): ImportRule {
  const from = `platform/${name}/`;
  return { from, folders: [from, 'platform/core/'], packages, node: true };
}

/** One import of the project. */
export interface Import {
  readonly from: string;
  /** A path from the top of the project, a package's name, or a module of Node with `node:` in front. */
  readonly to: string;
  readonly kind: 'file' | 'package' | 'node';
}

/** Whether the table allows it. */
export function isAllowed({ from, to, kind }: Import): boolean {
  const rule = ruleFor(from);
  switch (kind) {
    case 'file':
      return rule.folders.some((folder) => to.startsWith(folder)) && !isForeignMain(rule, to);
    case 'package':
      return rule.packages?.includes(to) ?? false;
    case 'node':
      return rule.node ?? false;
    default:
      return kind satisfies never;
  }
}

/** The row that holds for a file. */
function ruleFor(file: string): ImportRule {
  const [rule] = IMPORT_TABLE.filter(({ from }) => file.startsWith(from)).sort(
    (a, b) => b.from.length - a.from.length,
  );
  if (rule === undefined) throw new Error(`no row of the import table says what ${file} may import`);
  return rule;
}

/** A main.ts is started, not imported; only the command line may start one in its own process. */
const isForeignMain = (rule: ImportRule, to: string): boolean =>
  to.endsWith('/main.ts') && !rule.folders.includes(to);
