import { expect, test } from 'vitest';
import { balanceSheet } from '../../../../cli/balance/balance-sheet.ts';
import type { SetFacts } from '../../../../cli/balance/balance-facts.ts';
import { readProjections } from '../../../../cli/balance/read-balance.ts';
import { setBeside } from '../../../../platform/core/set-beside.ts';
import { namesIn } from '../../../../platform/core/topic-names.ts';
import { createMemoryLog } from '../../../../platform/memory/memory-log.ts';
import { processorSets, vehicleSet } from '../../../../processors/index.ts';
import { summarizeVehicleMinutes } from '../../../../processors/summarize-vehicle-minutes.ts';
import { checkpointAt } from '../../../contract/table-port.ts';
import { scriptedQueryPort } from '../../../support/scripted-query-port.ts';

const names = namesIn('versions');
const SOURCE = 'vehicle-minutes.v2';
const beside = setBeside({
  fold: { ...summarizeVehicleMinutes, version: 2 },
  ...{ of: vehicleSet, sets: processorSets, source: 'telemetry', reads: [0], speaks: [0] },
});

/** A version of vehicle_minutes is shown that has read so many statements of a processor's new version. */
async function given(counts: { readonly read: number; readonly applied: number }) {
  const log = createMemoryLog();
  const topic = names.topicName(SOURCE);
  await log.admin.ensureTopics([{ topic, partitions: 1, cleanup: 'delete' }]);
  const appender = await log.appender();
  await appender.append(Array.from({ length: 3 }, () => ({ topic, key: 'v', value: Buffer.alloc(1) })));
  const query = scriptedQueryPort();
  query.rows = [{ name: 'vehicle_minutes' }];
  const checkpoint = { ...checkpointAt(topic, 0, 1, counts.read), projection: 'vehicle_minutes', version: 2 };
  query.stands = [{ ...checkpoint, counts: { ...counts, ignored: counts.read - counts.applied, dead: 0 } }];
  return readProjections({ log, names, sets: [...processorSets, beside] }, query);
}

/** The new version, which has written two statements and a tick. */
const writer: SetFacts = {
  ...{ name: 'summarize-vehicle-minutes-v2', apart: null, source: 'telemetry' },
  ...{ readBy: {}, readsAll: false, handedOver: {}, positions: [5], lag: 0, time: 0 },
  counts: {
    ...{ read: 5, ticks: 1, released: 0, parked: 0, duplicates: 0, late: 0 },
    ...{ openWindows: 0, unstatedWindows: 0, emitted: { [SOURCE]: 2 }, folds: {} },
  },
};

const handOverIn = (projections: Awaited<ReturnType<typeof given>>) =>
  balanceSheet({
    ...{ before: [writer], sets: [writer], readers: [writer], projections },
    quarantined: {},
    rows: { positions: 0, vehicleMinutes: 0, routeHours: 0, routeDays: 0 },
  }).checks.find(({ what }) => what.startsWith(`${SOURCE}: `));

test('given a live version that reads what a new version of a processor writes, when it has read it all, then the balance adds up with that', async () => {
  const projections = await given({ read: 3, applied: 2 });
  expect(projections).toMatchObject([
    { name: 'vehicle_minutes', source: SOURCE, takesAll: true, lag: 0, positions: [3] },
  ]);
  expect(handOverIn(projections)).toMatchObject({ left: 2, right: 2, holds: true });
});

test('given such a version, when a statement is missing, then the balance says so', async () => {
  const projections = await given({ read: 2, applied: 1 });
  expect(projections).toMatchObject([{ lag: 1 }]);
  expect(handOverIn(projections)).toMatchObject({ left: 2, right: 1, holds: false });
});
