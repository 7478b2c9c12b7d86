import { tableOf, type Projection } from '../../core/define-projection.ts';
import type { Logger } from '../../core/logger.ts';
import type { LogAppender } from '../../core/ports.ts';
import type { Names } from '../../core/topic-names.ts';
import type { DeadRecord } from './batch.ts';
import { deadLetter } from './dead-letter.ts';

/** Whose dead letters, of which topic, and where they go. */
export interface BuryingSetting {
  readonly projection: Projection;
  readonly topic: string;
  readonly names: Names;
  readonly appender: Pick<LogAppender, 'append'>;
  readonly logger: Logger;
}

/** Appends records that could not be processed to the projection's topic of dead letters, and says so. */
export async function appendDeadLetters(
  { appender, names, projection, topic, logger }: BuryingSetting,
  dead: readonly DeadRecord[],
): Promise<true> {
  if (dead.length === 0) return true;
  const letters = dead.map((record) => deadLetter(names, projection, topic, record));
  await appender.append(letters);
  for (const { partition, offset, reason } of dead)
    logger.warn('record became a dead letter', { table: tableOf(projection), partition, offset, reason });
  return true;
}
