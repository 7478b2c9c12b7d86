import type { z } from 'zod';
import { openHealth } from '../platform/assembly/open-health.ts';
import { openWorkerLog } from '../platform/assembly/open-worker-log.ts';
import { runWorker, type Worker } from '../platform/assembly/run-worker.ts';
import { minutes } from '../platform/core/durations.ts';
import type { ProcessorSet } from '../platform/core/define-set.ts';
import type { NewRecord } from '../platform/core/ports.ts';
import { namesIn } from '../platform/core/topic-names.ts';
import { memoryShare } from '../platform/observability/memory-share.ts';
import { startJobWorker } from '../platform/redis/start-job-worker.ts';
import { startTicker } from '../platform/redis/start-ticker.ts';
import { answerHotKeys } from '../platform/runtime/answer-hot-keys.ts';
import { runNewcomers } from '../platform/runtime/run-newcomers.ts';
import { runSet, type RunningSet, type SnapshotAnswer } from '../platform/runtime/run-set.ts';
import { topicsOf } from '../platform/runtime/topics-of.ts';
import type { SnapshotPolicy } from '../platform/runtime/state/snapshot-policy.ts';
import { untilUp } from '../platform/runtime/until-up.ts';
import {
  healthSettings,
  logSettings,
  queueSettings,
  rulesSettings,
  snapshotSettings,
} from '../platform/settings/settings.ts';
import { ProcessorVersionStarted } from '../schemas/events/processor-version-started.ts';
import { TimePassed } from '../schemas/events/time-passed.ts';
import { events, singlePartitionTopics, upcasters } from '../schemas/index.ts';
import { appendTicks } from './append-ticks.ts';
import { processorSetsFor } from './index.ts';
import { readRules } from './read-processor-sets.ts';
import { runVersions } from './versions/run-versions.ts';
import { startVersion } from './versions/start-version.ts';
import { createVersionDirectory } from './versions/version-directory.ts';
import { versionQueue, type VersionAsked } from './versions/version-job.ts';

const TICK_EVERY_MS = 1000;
const LOOK_FOR_VERSIONS_EVERY_MS = 1000;
/** Above this share of its memory a process may soon be killed. */
const SHORT_OF_MEMORY = 0.85;
/** Pause after a snapshot, as a multiple of the time that it took to store: a tenth of the time in all. */
const PAUSE_AFTER_SNAPSHOT = 9;

const workerSettings = logSettings
  .extend(queueSettings.shape)
  .extend(rulesSettings.shape)
  .extend(snapshotSettings.shape)
  .extend(healthSettings.shape);

type Settings = z.infer<typeof workerSettings>;

runWorker({ name: 'processors', settings: workerSettings, start, environment: process.env });

async function start(worker: Worker<Settings>): Promise<string> {
  const { settings, logger, metrics, lifecycle, signal } = worker;
  const rules = await readRules(settings.TACHO_RULES);
  const processorSets = processorSetsFor(rules);
  const names = namesIn(settings.TACHO_NAMESPACE);
  const partitions = settings.TACHO_PARTITIONS;
  const checks = new Map<string, () => string>();
  const sets: RunningSet[] = [];
  const firstStages: RunningSet[] = [];
  const health = await openHealth(worker, {
    checks: () => Object.fromEntries(Array.from(checks, ([name, check]) => [name, check()])),
    actions: { '/snapshots': () => storeSnapshots(firstStages) },
    views: { '/hot-keys': () => answerHotKeys(sets) },
  });
  const { log, codec } = await openWorkerLog(worker, { events, written: events, upcasters });
  const topics = topicsOf({
    names,
    partitions,
    events,
    singlePartition: singlePartitionTopics,
    sets: processorSets,
    projections: [],
  });
  await untilUp({ what: 'the topics', connect: () => log.admin.ensureTopics(topics), logger, signal });
  const snapshots = snapshotPolicy(settings);
  const run = (set: ProcessorSet): RunningSet => {
    const tick = TimePassed;
    const running = runSet({ set, names, partitions, tick, log, codec, logger, metrics, snapshots });
    sets.push(running);
    return running;
  };
  for (const set of processorSets) {
    const running = lifecycle.own(run(set));
    if (set.stage === 'first') firstStages.push(running);
    checks.set(set.name, () => running.health());
    for (const alone of await runNewcomers(set, { names, partitions, log, runSet: run }))
      lifecycle.own(alone);
  }
  const appender = lifecycle.own(await log.appender());
  const directory = createVersionDirectory({
    topic: names.topicName(ProcessorVersionStarted.topic),
    readPartition: log.readPartition,
    codec,
  });
  const versions = lifecycle.own(
    runVersions({
      directory,
      names,
      partitions,
      ensureTopics: (topics) => log.admin.ensureTopics(topics),
      runSet: run,
      everyMs: LOOK_FOR_VERSIONS_EVERY_MS,
    }),
  );
  checks.set('versions', () => versions.health());
  const starter = {
    names,
    codec,
    directory,
    rules,
    admin: log.admin,
    append: (records: readonly NewRecord[]) => appender.append(records),
    now: Date.now,
    everyMs: LOOK_FOR_VERSIONS_EVERY_MS,
  };
  const jobs = lifecycle.own(
    startJobWorker<VersionAsked>({
      redisUrl: settings.REDIS_URL,
      queue: versionQueue(names.namespace),
      lockMs: settings.JOB_LOCK_MS,
      handler: (asked, onProgress, stop) => startVersion(asked, starter, onProgress, stop),
      logger,
    }),
  );
  checks.set('version jobs', () => jobs.health());
  const ticker = lifecycle.own(
    startTicker({
      redisUrl: settings.REDIS_URL,
      queue: `${names.namespace}-ticks`,
      everyMs: TICK_EVERY_MS,
      lockMs: settings.JOB_LOCK_MS,
      onSlot: (slotAt) => appendTicks(slotAt, { appender, names, partitions, codec }),
      logger,
    }),
  );
  checks.set('ticker', () => ticker.health());
  return `processors run; health on port ${health.port}`;
}

const snapshotPolicy = (settings: Settings): SnapshotPolicy => ({
  everyEvents: settings.SNAPSHOT_EVERY_EVENTS || null,
  everyMs: minutes(settings.SNAPSHOT_EVERY_MINUTES) || null,
  isMemoryShort: () => memoryShare() > SHORT_OF_MEMORY,
  pauseFactor: PAUSE_AFTER_SNAPSHOT,
  keepNewest: settings.SNAPSHOT_KEEP_NEWEST,
  keepDays: settings.SNAPSHOT_KEEP_DAYS,
});

async function storeSnapshots(
  sets: readonly RunningSet[],
): Promise<{ readonly snapshots: SnapshotAnswer[] }> {
  const answers: SnapshotAnswer[] = [];
  for (const set of sets) answers.push(...(await set.snapshot()));
  return { snapshots: answers };
}
