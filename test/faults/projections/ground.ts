import type { ClickHouseClient } from '@clickhouse/client';
import type { ClickhouseAccess } from '../../../platform/clickhouse/connect-queries.ts';
import type { QueryPort } from '../../../platform/core/query-port.ts';
import type { Names } from '../../../platform/core/topic-names.ts';
import type { FactWriter } from '../../../platform/runtime/append-fact.ts';
import type { Arena } from '../arena.ts';
import type { Crew } from './crew.ts';
import type { ExpectedTable } from './expect-rows.ts';

/** What all scenarios of the projections share: topics that were folded once, and who makes tables of them. */
export interface Ground extends Arena {
  readonly names: Names;
  readonly crew: Crew;
  /** What each table must hold in the end. */
  readonly expected: readonly ExpectedTable[];
  readonly access: ClickhouseAccess;
  /** Asks ClickHouse itself, past whatever stands before it. */
  readonly client: ClickHouseClient;
  readonly query: QueryPort;
  readonly writer: FactWriter;
  /** A number that no version has had yet. */
  readonly nextVersion: () => number;
}

/** The version that an installation begins with, and shows. */
export const LIVE_VERSION = 1;
