import { afterEach, expect, test, vi } from 'vitest';
import { createMemoryLog, type MemoryLog } from '../../../../platform/memory/memory-log.ts';
import type { RunningSet } from '../../../../platform/runtime/run-set.ts';
import { topicsOf } from '../../../../platform/runtime/topics-of.ts';
import { FaultRaised } from '../../../../schemas/events/fault-raised.ts';
import { events } from '../../../../schemas/index.ts';
import { faultsToCount } from '../../../support/faults-to-count.ts';
import { partitionRecords, startSet, until } from '../../../support/running-sets.ts';
import { fault, names, recordOf } from '../../../support/said.ts';

const WITHIN = { timeout: 15_000, interval: 10 };
const broken = faultsToCount();
const mended = faultsToCount({ mended: true });
const raisedTopic = names.topicName(FaultRaised.topic);

let running: RunningSet;
afterEach(() => running.close());

/** A log of two partitions: all that is in the first one is poison. */
async function givenPoison(records: number): Promise<MemoryLog> {
  const log = createMemoryLog();
  const sets = [broken];
  await log.admin.ensureTopics(
    topicsOf({ names, partitions: 2, events, singlePartition: [], sets, projections: [] }),
  );
  const appender = await log.appender();
  await appender.append([
    ...Array.from({ length: records }, (_, index) => ({
      ...recordOf(fault({ occurredAt: index, code: 'poison' })),
      partition: 0,
    })),
    { ...recordOf(fault({ occurredAt: 0, code: 'a' })), partition: 1 },
  ]);
  return log;
}

test('given more poison than may be, when it is folded, then its partition stops and says what to do, and the others go on', async () => {
  const log = await givenPoison(101);
  running = startSet(broken, log);
  await until(() => running.health().startsWith('partition 0: Too many records'));
  expect(running.health()).toMatch(/"tacho dead list".*restart the worker/);
  expect(running.health()).toContain(
    'count-faults failed at more than 100 in a row. The last was at tacho.telemetry/0/100',
  );
  await vi.waitFor(async () => expect(await partitionRecords(log, raisedTopic, 1)).toHaveLength(1), WITHIN);
});

test('given a partition that has stopped, when the mended worker starts, then it goes on and nothing is lost', async () => {
  const log = await givenPoison(101);
  running = startSet(broken, log);
  await until(() => running.health().startsWith('partition 0: Too many records'));
  await running.close();
  const dead = (await partitionRecords(log, names.dead('count-faults'), 0)).length;
  running = startSet(mended, log);
  const isEvent = ({ key }: { readonly key: string | null }): boolean => key !== null;
  await vi.waitFor(async () => {
    const raised = [
      ...(await partitionRecords(log, raisedTopic, 0)),
      ...(await partitionRecords(log, raisedTopic, 1)),
    ];
    expect(raised.filter(isEvent)).toHaveLength(102 - dead);
  }, WITHIN);
  expect(running.health()).toBe('ok');
});
