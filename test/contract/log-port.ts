import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Log } from '../../platform/core/ports.ts';
import { appenderContract, timesContract, topicsContract } from './log-appending.ts';
import { groupContract } from './log-groups.ts';
import type { TopicOf } from './log-records.ts';
import { transactionContract } from './log-transactions.ts';

/** A log under test and how to leave it. */
export interface OpenedLog {
  readonly log: Log;
  readonly close: () => Promise<void>;
}

/** What every adapter of the port `Log` promises; run on the memory twin and on the real one. */
export function logContract(name: string, open: () => Promise<OpenedLog>): void {
  describe(`the log in ${name}`, () => {
    let opened: OpenedLog;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const topicOf: TopicOf = async (partitions) => {
      const topic = `contract.${randomUUID()}`;
      await opened.log.admin.ensureTopics([{ topic, partitions, cleanup: 'delete' }]);
      return topic;
    };

    topicsContract(() => opened.log, topicOf);
    timesContract(() => opened.log, topicOf);
    appenderContract(() => opened.log, topicOf);
    transactionContract(() => opened.log, topicOf);
    groupContract(() => opened.log, topicOf);
  });
}
