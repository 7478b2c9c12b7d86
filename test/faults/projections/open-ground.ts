import { setMaxListeners } from 'node:events';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { connectQueries } from '../../../platform/clickhouse/connect-queries.ts';
import type { LogAppender } from '../../../platform/core/ports.ts';
import { namesIn, type Names } from '../../../platform/core/topic-names.ts';
import type { FactWriter } from '../../../platform/runtime/append-fact.ts';
import type { Lifecycle } from '../../../platform/runtime/lifecycle.ts';
import { recordsOf } from '../../support/topic-records.ts';
import type { Arena } from '../arena.ts';
import { followBuild } from './build.ts';
import { openCrew } from './crew.ts';
import { expectRows, type ExpectedTable } from './expect-rows.ts';
import { LIVE_VERSION, type Ground } from './ground.ts';
import { rowOracles } from './row-oracles.ts';

/**
 * Makes ready for projections of a namespace whose processors have folded everything: a worker runs, and has built the
 * version that is shown.
 */
export async function openGround(
  arena: Arena,
  namespace: string,
  lifecycle: Lifecycle,
  signal: AbortSignal,
): Promise<Ground> {
  const { stack } = arena;
  const { clickhouseUrl: url, clickhouseUser: username, clickhousePassword: password } = stack.endpoints;
  const access = { url, username, password, database: namespace };
  const names = namesIn(namespace);
  const appender = lifecycle.own(await arena.log.appender());
  const client = lifecycle.own(createClient({ ...access, log: { level: ClickHouseLogLevel.OFF } }));
  const query = lifecycle.own(connectQueries(access));
  let version = LIVE_VERSION;
  const ground: Ground = {
    ...arena,
    ...{ names, access, client, query },
    expected: await expectAll(arena, names),
    crew: lifecycle.own(openCrew(stack, namespace, signal)),
    writer: writerOf(arena, names, appender),
    nextVersion: () => (version += 1),
  };
  // Every worker listens to it.
  setMaxListeners(0, signal);
  await ground.crew.hire(1);
  await followBuild(ground, LIVE_VERSION, signal).untilBuilt();
  return ground;
}

async function expectAll({ log, recording }: Arena, names: Names): Promise<readonly ExpectedTable[]> {
  const expected: ExpectedTable[] = [];
  for (const oracle of rowOracles) {
    const records = await recordsOf(log, names.topicName(oracle.noun));
    // Some positions are written with the schema of an older build.
    await recording.codec.learn(records.flat().map(({ value }) => value));
    expected.push(expectRows(oracle, records, recording.codec));
  }
  return expected;
}

const writerOf = ({ recording }: Arena, names: Names, appender: LogAppender): FactWriter => ({
  ...{ names, codec: recording.codec, now: Date.now },
  append: (records) => appender.append(records),
});
