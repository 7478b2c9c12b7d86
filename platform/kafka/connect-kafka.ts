import { Kafka } from 'kafkajs';
import type { Logger } from '../core/logger.ts';
import type { Log, LogAppender } from '../core/ports.ts';
import { joinGroup } from './join-group.ts';
import { kafkaLogger } from './kafka-logger.ts';
import { createLogAdmin } from './log-admin.ts';
import { openAppender } from './open-appender.ts';
import { openTransactional } from './open-transactional.ts';
import { readFetchesLazily } from './read-fetches-lazily.ts';
import { readPartition } from './read-partition.ts';
import { rememberCoordinators } from './remember-coordinators.ts';
import { restWhenIdle } from './rest-when-idle.ts';
import { createTopicPartitions } from './topic-partitions.ts';
import { turnsUntilClosed } from './turns-until-closed.ts';
import { writeProduceRequests } from './write-produce-requests.ts';

export interface KafkaSettings {
  /** `host:port[,host:port]` */
  readonly brokers: string;
  readonly clientId: string;
  readonly sessionTimeoutMs: number;
  readonly logger: Logger;
}

/** Connects to Kafka; rejects where no broker answers. */
export async function connectKafka(settings: KafkaSettings): Promise<Log> {
  readFetchesLazily();
  writeProduceRequests();
  rememberCoordinators();
  restWhenIdle();
  const kafka = new Kafka({
    clientId: settings.clientId,
    brokers: settings.brokers.split(','),
    logCreator: kafkaLogger(settings.logger),
    connectionTimeout: 3000,
    // Joining a group may rightly take as long as a session; what takes longer hangs.
    requestTimeout: Math.max(15_000, 1.5 * settings.sessionTimeoutMs),
    retry: { initialRetryTime: 100, retries: 5 },
  });
  const admin = kafka.admin();
  await admin.connect();
  // To ask for a topic's metadata makes the client forget other topics', which questions under way still need.
  const { inTurn, close } = turnsUntilClosed(() => admin.disconnect());
  const partitions = createTopicPartitions(admin, inTurn);
  const logAdmin = createLogAdmin(admin, inTurn, partitions);
  return {
    appender: (): Promise<LogAppender> => Promise.resolve(openAppender(kafka, partitions)),
    openTransactional: (transactionalId) => openTransactional(kafka, partitions, transactionalId),
    joinGroup: (group, topic, listener) => joinGroup(kafka, settings, group, topic, listener),
    readPartition: (topic, partition, from) => readPartition(kafka, logAdmin, topic, partition, from),
    admin: logAdmin,
    close,
  };
}
