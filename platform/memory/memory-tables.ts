import { tableOf, versionIn, type Projection, type SpliceProjection } from '../core/define-projection.ts';
import { TachoError } from '../core/errors.ts';
import type { EventCodec } from '../core/ports.ts';
import { snakeCase } from '../core/snake-case.ts';
import {
  BlockRefusedError,
  isBehind,
  type KeptCheckpoint,
  type SourceOffset,
  type PlacedRow,
  type TablePort,
} from '../core/table-port.ts';

/** A row as its columns name it. */
export type MemoryRow = Readonly<Record<string, unknown>>;

/** Tables in memory with what can go wrong in real ones. */
export interface MemoryTables extends TablePort {
  /** The rows that the view shows, in the order of their keys. */
  rows(projection: Projection): readonly MemoryRow[];
  /** The version that the view of a projection shows; null: there is no view. */
  shown(name: string): number | null;
  /** Every call of this kind rejects with `table-unavailable`, until it is told otherwise. */
  fail(what: 'rows' | 'checkpoints', isFailing: boolean): void;
  /** Blocks with such a row are refused for their content. */
  refuse(isBad: (row: MemoryRow) => boolean): void;
  /** Keeps everything as it is now; what this gives brings it back, past all that was written since. */
  backup(): () => void;
  /** Number of blocks offered. */
  readonly inserts: number;
}

interface Stored {
  readonly offset: number;
  readonly row: MemoryRow;
}

/** The twin of the real tables, for tests: the same promises, no server. Spliced records are decoded here. */
export function createMemoryTables(codec: Pick<EventCodec, 'decode'>): MemoryTables {
  const tables = new Map<string, Map<string, Stored>>();
  const checkpoints = new Map<string, KeptCheckpoint>();
  const shown = new Map<string, number>();
  const failing = new Set<string>();
  let isBad: (row: MemoryRow) => boolean = () => false;
  let inserts = 0;

  const insert = (projection: Projection, rows: readonly PlacedRow[]): Promise<void> => {
    inserts += 1;
    if (failing.has('rows'))
      return Promise.reject(new TachoError('table-unavailable', 'It was made to fail.'));
    if (rows.some(({ row }) => isBad(row as MemoryRow)))
      return Promise.reject(new BlockRefusedError('A row was made to be refused.'));
    const table = tables.get(tableOf(projection)) ?? new Map<string, Stored>();
    tables.set(tableOf(projection), table);
    for (const { offset, row } of rows) put(table, projection, { offset, row: row as MemoryRow });
    return Promise.resolve();
  };
  const readCheckpoints: TablePort['readCheckpoints'] = (projection, topic) =>
    Promise.resolve(
      [...checkpoints.values()].filter((each) => isOf(each, projection) && each.topic === topic),
    );
  return {
    prepare(projections) {
      for (const projection of projections)
        tables.set(tableOf(projection), tables.get(tableOf(projection)) ?? new Map<string, Stored>());
      return Promise.resolve();
    },
    show(projections) {
      for (const { name, version } of projections) shown.set(name, version);
      return Promise.resolve();
    },
    drop(projection) {
      tables.delete(tableOf(projection));
      for (const [id, kept] of checkpoints) if (isOf(kept, projection)) checkpoints.delete(id);
      return Promise.resolve();
    },
    kept: () =>
      Promise.resolve(
        [
          ...[...tables.keys()].map(versionIn),
          ...Array.from(checkpoints.values(), ({ projection: name, version }) => ({ name, version })),
        ].filter(
          ({ name, version }, index, all) =>
            all.findIndex((each) => each.name === name && each.version === version) === index,
        ),
      ),
    insertRows: insert,
    splice: (projection, _, records) =>
      insert(
        projection,
        records.map(({ value, ...place }) => eventRow(projection, place, codec.decode(value).data)),
      ),
    readCheckpoints,
    readCheckpointPositions: readCheckpoints,
    saveCheckpoints(saved) {
      if (failing.has('checkpoints'))
        return Promise.reject(new TachoError('table-unavailable', 'It was made to fail.'));
      for (const checkpoint of saved) keep(checkpoints, checkpoint);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
    rows: (projection) => [...(tables.get(tableOf(projection)) ?? [])].sort().map(([, { row }]) => row),
    shown: (name) => shown.get(name) ?? null,
    fail(what, isFailing) {
      if (isFailing) failing.add(what);
      else failing.delete(what);
    },
    refuse: (bad) => void (isBad = bad),
    backup() {
      const then = structuredClone({ tables, checkpoints });
      return () => {
        replace(tables, then.tables);
        replace(checkpoints, then.checkpoints);
      };
    },
    get inserts() {
      return inserts;
    },
  };
}

function replace<V>(all: Map<string, V>, by: ReadonlyMap<string, V>): void {
  all.clear();
  for (const [id, each] of by) all.set(id, each);
}

const isOf = ({ projection, version }: KeptCheckpoint, of: Pick<Projection, 'name' | 'version'>): boolean =>
  projection === of.name && version === of.version;

function put(table: Map<string, Stored>, { key, wins }: Projection, stored: Stored): void {
  const id = JSON.stringify(key.map((column) => stored.row[column]));
  const known = table.get(id);
  const holds =
    known === undefined || (wins === 'first' ? stored.offset <= known.offset : stored.offset >= known.offset);
  if (holds) table.set(id, stored);
}

function keep(checkpoints: Map<string, KeptCheckpoint>, saved: KeptCheckpoint): void {
  const id = JSON.stringify([saved.projection, saved.version, saved.topic, saved.partition]);
  const known = checkpoints.get(id);
  if (known === undefined || !isBehind(saved, known)) checkpoints.set(id, saved);
}

function eventRow({ columns }: SpliceProjection, place: SourceOffset, data: object): PlacedRow {
  const fields = Object.entries(data).map(([field, value]) => [snakeCase(field), value as unknown] as const);
  const isColumn = ([name]: readonly [string, unknown]): boolean => columns === undefined || name in columns;
  return { ...place, row: Object.fromEntries(fields.filter(isColumn)) };
}
