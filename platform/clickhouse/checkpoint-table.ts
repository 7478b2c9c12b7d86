import { columnDdl } from './ddl-text.ts';
import type { NamedColumn } from './column-list.ts';
import type { WantedTable } from './found-tables.ts';
import { onCluster, storedTable, tableStatements, type TableHome } from './table-statements.ts';
import { viewStatement } from './view-statement.ts';

/** The table of checkpoints; readers use the view `checkpoints`. */
export const CHECKPOINT_TABLE = 'checkpoints_v1';

const INSTANT = "Nullable(DateTime64(3, 'UTC'))";

/** What readers see of a checkpoint. */
const COLUMNS: readonly NamedColumn[] = [
  { name: 'projection', type: 'LowCardinality(String)', comment: 'Name of the projection' },
  { name: 'version', type: 'UInt32', comment: 'Version of the projection' },
  { name: 'topic', type: 'LowCardinality(String)', comment: 'Topic that it reads' },
  { name: 'partition', type: 'UInt16', comment: 'Partition of that topic' },
  { name: 'next', type: 'UInt64', comment: 'First offset that is not yet included' },
  { name: 'epoch', type: 'UInt32', comment: 'How often the partition was taken over' },
  { name: 'read', type: 'UInt64', comment: 'Records read: applied + ignored + dead' },
  { name: 'applied', type: 'UInt64', comment: 'Records that became rows' },
  {
    name: 'ignored',
    type: 'UInt64',
    comment: 'Ticks, deletions and kinds of event that it does not consume',
  },
  { name: 'dead', type: 'UInt64', comment: 'Records that became dead letters' },
  { name: 'newest_at', type: INSTANT, comment: 'When the newest event included was received, UTC' },
  { name: 'time', type: INSTANT, comment: 'The time that has passed for all its sources, UTC' },
  {
    name: 'includes',
    type: 'Array(Tuple(partition UInt16, offset UInt64, duplicates UInt64, late UInt64))',
    comment: 'How far each partition of the telemetry topic is included',
  },
];

/** What only a worker that takes over needs. */
const TICKS: NamedColumn = { name: '_ticks', type: 'String', comment: 'What was learned from ticks, JSON' };
const OUTSTANDING: NamedColumn = {
  name: '_outstanding',
  type: 'Array(UInt64)',
  comment: 'Offsets of dead letters that nobody has released',
};

/** All that is written into the table of checkpoints. */
export const CHECKPOINT_COLUMNS: readonly NamedColumn[] = [...COLUMNS, TICKS, OUTSTANDING];

/** The owner of the later epoch holds, and of one owner's checkpoints the one that is furthest. */
const RANK: NamedColumn = { name: '_rank', type: 'UInt64', comment: 'Greatest for the one that holds' };

const KEY = 'projection, version, topic, partition';
const DOC = 'How far each projection has come in each partition, written after the rows that it covers';

/** The table as it has to be. */
export const wantedCheckpoints: WantedTable = {
  table: CHECKPOINT_TABLE,
  columns: [...CHECKPOINT_COLUMNS, RANK],
  winner: RANK.name,
  sortingKey: KEY,
  partitionKey: '',
  ttl: '',
};

/** The statements that make the table of checkpoints and its view. */
export const checkpointDdl = (home: TableHome): readonly string[] => [
  ...tableStatements(home, {
    table: CHECKPOINT_TABLE,
    columns: CHECKPOINT_COLUMNS.map((column) => columnDdl(column)),
    workedOut: columnDdl(RANK, 'MATERIALIZED epoch * 281474976710656 + next'),
    version: '_rank',
    orderBy: KEY,
    doc: DOC,
    shardBy: 'cityHash64(projection, topic, partition)',
  }),
  // Tables that were made before there was this column, also those of a backup.
  ...Array.from(
    new Set([storedTable(home, CHECKPOINT_TABLE), CHECKPOINT_TABLE]),
    (table) =>
      `ALTER TABLE ${home.database}.${table}${onCluster(home)}\nADD COLUMN IF NOT EXISTS ${columnDdl(OUTSTANDING)}`,
  ),
  viewStatement(home, {
    view: 'checkpoints',
    columns: COLUMNS,
    query: `SELECT ${COLUMNS.map(({ name }) => name).join(', ')}\nFROM ${home.database}.${CHECKPOINT_TABLE} FINAL`,
    doc: DOC,
  }),
];
