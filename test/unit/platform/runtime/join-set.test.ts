import { afterEach, expect, test, vi } from 'vitest';
import { defineSet, type ProcessorSet } from '../../../../platform/core/define-set.ts';
import { healthOf } from '../../../../platform/core/health.ts';
import type { NewRecord } from '../../../../platform/core/ports.ts';
import type { MemoryLog } from '../../../../platform/memory/memory-log.ts';
import { newcomersOf } from '../../../../platform/runtime/join-set.ts';
import { runNewcomers } from '../../../../platform/runtime/run-newcomers.ts';
import { type RunningSet } from '../../../../platform/runtime/run-set.ts';
import type { OnStep } from '../../../../platform/runtime/task-step.ts';
import { detectSilence } from '../../../../processors/detect-silence.ts';
import { detectStatusChanges } from '../../../../processors/detect-status-changes.ts';
import { publishPublicPositions } from '../../../../processors/publish-public-positions.ts';
import { summarizeVehicleDays } from '../../../../processors/summarize-vehicle-days.ts';
import { summarizeVehicleMinutes } from '../../../../processors/summarize-vehicle-minutes.ts';
import { foldSet } from '../../../support/fold-set.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import {
  bySource,
  openMemoryLog,
  SET_PARTITIONS,
  partitionRecords,
  untilSetsCaughtUp,
} from '../../../support/running-sets.ts';
import { names } from '../../../support/said.ts';
import { stage } from '../../../support/two-stages.ts';

const old = defineSet({
  name: 'vehicles',
  version: 1,
  source: 'telemetry',
  stage: 'first',
  folds: [summarizeVehicleMinutes, detectSilence],
});
/** With a summary of summaries, one with reports that wait for their turn in a shared topic, and a plain one. */
const grown = defineSet({
  ...old,
  folds: [...old.folds, summarizeVehicleDays, detectStatusChanges, publishPublicPositions],
});
const telemetry = recordedLog({ seed: 31, partitions: SET_PARTITIONS, minutes: 20, unruly: true });
const half = Math.floor(telemetry.length / 2);
const WITHIN = { timeout: 18_000, interval: 200 };

const opened: RunningSet[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

const run = (log: MemoryLog, set: ProcessorSet, onStep?: OnStep): RunningSet => {
  const running = foldSet({
    set,
    log,
    names,
    partitions: SET_PARTITIONS,
    ...(onStep === undefined ? {} : { onStep }),
  });
  opened.push(running);
  return running;
};

/** The old set has folded the first half when the grown one takes its place, with its newcomers alone. */
async function grow(log: MemoryLog, onStep?: OnStep): Promise<void> {
  const appender = await log.appender();
  const before = run(log, old);
  await appender.append(telemetry.slice(0, half));
  await untilSetsCaughtUp(log, [old]);
  await before.close();
  run(log, grown, onStep);
  await runNewcomers(grown, {
    names,
    partitions: SET_PARTITIONS,
    log,
    runSet: (set) => run(log, set, onStep),
  });
  let sent = half;
  await vi.waitFor(async () => {
    await appender.append(telemetry.slice(sent, (sent += 10)));
    const apart = await newcomersOf(grown, { names, log });
    expect(apart.map(({ name }) => name)).toEqual([]);
  }, WITHIN);
  await appender.append(telemetry.slice(sent));
  await untilSetsCaughtUp(log, [grown]);
}

/** What newcomers and the others said, as if all had been there from the beginning. */
async function expectNothingMissing(log: MemoryLog): Promise<void> {
  const expected = stage(grown, telemetry, SET_PARTITIONS);
  for (const topic of ['vehicle-minutes', 'vehicle-days', 'vehicle-changes', 'public-vehicle-positions']) {
    const topicName = names.topicName(topic);
    const written = await recordsIn(log, topicName);
    const wanted = expected.filter((record) => record.topic === topicName && record.key !== null);
    expect(wanted.length).toBeGreaterThan(10);
    expect(byType(written), topic).toEqual(byType(wanted));
  }
}

test('processors that are added to a set run alone, join it at the same place, and say what they would have said', async () => {
  const log = await openMemoryLog();
  await grow(log);
  await expectNothingMissing(log);
});

test('so it is when tasks fail at every step now and then, while they join too', async () => {
  const log = await openMemoryLog();
  let steps = 0;
  await grow(log, (step) => {
    steps += 1;
    if (steps % 61 === 0) throw new Error(`made to fail at ${step}`);
  });
  await expectNothingMissing(log);
});

test('/health answered 503 while a set was opened anew to take a processor in; it stays 200', async () => {
  const log = await openMemoryLog();
  const said: string[] = [];
  await grow(log, (step) => {
    if (step === 'restoring') said.push(...opened.map((each) => each.health()));
  });
  const inGroup = said.filter((health) => health !== 'joining');
  expect(inGroup.filter((health) => health.startsWith('ok: partition '))).not.toEqual([]);
  expect(inGroup.filter((health) => healthOf(() => ({ set: health })).status !== 200)).toEqual([]);
});

test('what joined is counted as if it had been there from the beginning', async () => {
  const log = await openMemoryLog();
  await grow(log);
  const places = await log.admin.committed(names.group('vehicles', 1), names.topicName('telemetry'));
  const folds = places.map((place) => Object.entries(noteOf(place?.note ?? '{}')));
  for (const counts of folds) {
    expect(counts.map(([name]) => name).sort()).toEqual(grown.folds.map(({ name }) => name).sort());
    const read = new Map(counts.map(([name, [first]]) => [name, first]));
    for (const { name } of [detectStatusChanges, publishPublicPositions])
      expect(read.get(name)).toBe(read.get(detectSilence.name));
  }
});

const noteOf = (note: string): Readonly<Record<string, readonly number[]>> =>
  (JSON.parse(note) as { readonly counts: { readonly folds: Record<string, number[]> } }).counts.folds;

async function recordsIn(log: MemoryLog, topic: string): Promise<NewRecord[]> {
  const all: NewRecord[] = [];
  for (let partition = 0; partition < SET_PARTITIONS; partition += 1)
    for (const record of await partitionRecords(log, topic, partition))
      if (record.key !== null) all.push({ topic, partition, ...record });
  return all;
}

/** By source partition and kind of event: of kinds that several processors say, one may be ahead of the other. */
const byType = (records: readonly NewRecord[]): Map<string, Map<string, unknown[]>> => {
  const types = [...new Set(records.map(({ headers }) => headers?.['ce_type'] ?? ''))].sort();
  return new Map(
    types.map((type) => [type, bySource(records.filter(({ headers }) => headers?.['ce_type'] === type))]),
  );
};

test('given a group that was moved by other tools, which keep no notes, then nobody is taken for a newcomer', async () => {
  const log = await openMemoryLog();
  const appender = await log.openTransactional('other tools');
  const topic = names.topicName(grown.source);
  await appender.commit([], names.group(grown.name, grown.version), {
    topic,
    partition: 0,
    next: 0,
    note: '',
  });
  expect(await newcomersOf(grown, { names, log })).toEqual([]);
});
