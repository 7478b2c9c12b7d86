import { headersBefore, type DeadLetterRelease } from '../../platform/core/dead-letter-release.ts';
import type { EventCodec, NewRecord } from '../../platform/core/ports.ts';
import { nameBasedUuid } from '../../platform/runtime/name-based-uuid.ts';
import { DeadLetterReleased } from '../../schemas/events/dead-letter-released.ts';
import { deadLetterIdOf, type BuriedRecord } from './dead-letter.ts';

/**
 * The event that releases a dead letter, in the partition that it came from: whatever the log says before it
 * has happened, and a replay comes upon it at the same place.
 */
export function releaseRecord(
  letter: BuriedRecord,
  action: DeadLetterRelease['action'],
  { codec, now }: { readonly codec: Pick<EventCodec, 'encode'>; readonly now: number },
): NewRecord {
  const { reader, version, topic, partition, offset, index, key, value } = letter;
  const release: DeadLetterRelease = {
    fold: reader,
    foldVersion: version ?? 0,
    originTopic: topic,
    originPartition: partition,
    originOffset: offset,
    originIndex: index,
    originKey: key,
    action,
    // The value of a letter that is given up is not needed again.
    valueBase64: action === 'discard' ? null : (value?.toString('base64') ?? null),
    headers: Object.entries(headersBefore(letter.headers)).map(([name, text]) => ({ name, text })),
  };
  const { name } = DeadLetterReleased;
  const eventId = nameBasedUuid(JSON.stringify([name, reader, version, deadLetterIdOf(letter), action, now]));
  return {
    topic,
    partition,
    key: null,
    value: codec.encode(name, { eventId, receivedAt: now, ...release }),
    headers: {
      ce_specversion: '1.0',
      ce_id: eventId,
      ce_type: `tacho.${name}.v${DeadLetterReleased.version}`,
      ce_source: '/operator',
      ce_time: new Date(now).toISOString(),
      correlationid: letter.headers['correlationid'] ?? eventId,
      causationid: eventId,
    },
  };
}
