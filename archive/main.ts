import type { z } from 'zod';
import { makeArchive } from '../platform/assembly/open-archive.ts';
import { openHealth } from '../platform/assembly/open-health.ts';
import { runWorker, type Worker } from '../platform/assembly/run-worker.ts';
import { archiveFormat } from '../platform/avro/archive-format.ts';
import { openRegistry } from '../platform/avro/open-registry.ts';
import { minutes } from '../platform/core/durations.ts';
import { TachoError } from '../platform/core/errors.ts';
import { namesIn } from '../platform/core/topic-names.ts';
import { connectKafka } from '../platform/kafka/connect-kafka.ts';
import { runArchiver, type RunningArchiver } from '../platform/runtime/archive/run-archiver.ts';
import { topicsOf } from '../platform/runtime/topics-of.ts';
import { untilUp } from '../platform/runtime/until-up.ts';
import { archiverSettings, healthSettings, logSettings } from '../platform/settings/settings.ts';
import { events, singlePartitionTopics } from '../schemas/index.ts';

const archiveSettings = logSettings.extend(archiverSettings.shape).extend(healthSettings.shape);

runWorker({ name: 'archive', settings: archiveSettings, start, environment: process.env });

async function start(worker: Worker<z.infer<typeof archiveSettings>>): Promise<string> {
  const { settings, logger, metrics, lifecycle, signal } = worker;
  const archived = settings.ARCHIVE_TOPICS.filter(isKnown);
  const archive = await makeArchive(settings);
  if (archive === null)
    throw new TachoError('configuration-invalid', 'ARCHIVE_DIR: where are the files to go?');
  lifecycle.own(archive);
  const running = new Map<string, RunningArchiver>();
  const checks = () =>
    Object.fromEntries(archived.map((topic) => [topic, running.get(topic)?.health() ?? 'not started']));
  const health = await openHealth(worker, { checks });
  const connect = () =>
    connectKafka({
      brokers: settings.KAFKA_BROKERS,
      clientId: 'tacho-archive',
      sessionTimeoutMs: settings.KAFKA_SESSION_TIMEOUT_MS,
      logger,
    });
  const log = lifecycle.own(await untilUp({ what: 'Kafka', connect, logger, signal }));
  const names = namesIn(settings.TACHO_NAMESPACE);
  const topics = topicsOf({
    names,
    partitions: settings.TACHO_PARTITIONS,
    events,
    singlePartition: singlePartitionTopics,
    sets: [],
    projections: [],
  }).filter(({ topic: topicName }) => archived.some((topic) => names.topicName(topic) === topicName));
  await untilUp({ what: 'the topics', connect: () => log.admin.ensureTopics(topics), logger, signal });
  const shared = {
    ...{ log, archive, format: archiveFormat, logger, metrics },
    findSchema: openRegistry(settings.SCHEMA_REGISTRY_URL).find,
    limits: { sealBytes: settings.ARCHIVE_SEAL_BYTES, sealAfterMs: minutes(settings.ARCHIVE_SEAL_MINUTES) },
    now: () => performance.now(),
  };
  for (const topic of archived) {
    const archiver = runArchiver({
      ...shared,
      topic: names.topicName(topic),
      group: names.group(`archive-${topic}`, 1),
    });
    running.set(topic, lifecycle.own(archiver));
  }
  return `the archive of ${archived.join(', ')} runs; health on port ${health.port}`;
}

function isKnown(topic: string): boolean {
  if (events.some((event) => event.topic === topic)) return true;
  throw new TachoError('configuration-invalid', `ARCHIVE_TOPICS: there is no topic ${topic}`);
}
