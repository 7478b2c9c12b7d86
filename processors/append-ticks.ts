import type { EventCodec, LogAppender, NewRecord } from '../platform/core/ports.ts';
import type { Names } from '../platform/core/topic-names.ts';
import { nameBasedUuid } from '../platform/runtime/name-based-uuid.ts';
import { TimePassed } from '../schemas/events/time-passed.ts';

/** Makes the ticks of a slot, one for each partition of the telemetry topic. A slot said twice makes the same ticks. */
export function ticksOf(slotAt: number, names: Names, partitions: number, codec: EventCodec): NewRecord[] {
  return Array.from({ length: partitions }, (_, partition): NewRecord => {
    const eventId = nameBasedUuid(`${TimePassed.name}/${slotAt}/${partition}`);
    return {
      topic: names.topicName(TimePassed.topic),
      partition,
      key: null,
      value: codec.encode(TimePassed.name, {
        eventId,
        receivedAt: slotAt,
        slotAt,
        source: 'scheduler',
        sourcePartition: -1,
        sourcePartitions: 1,
        sourceOffset: -1,
        includes: [],
      }),
      headers: {
        ce_id: eventId,
        ce_type: `tacho.${TimePassed.name}.v${TimePassed.version}`,
        ce_source: `/${names.namespace}/scheduler`,
        ce_time: new Date(slotAt).toISOString(),
        ce_specversion: '1.0',
        correlationid: eventId,
        causationid: eventId,
      },
    };
  });
}

/** Appends the ticks of a slot. */
export const appendTicks = async (
  slotAt: number,
  {
    appender,
    names,
    partitions,
    codec,
  }: {
    readonly appender: Pick<LogAppender, 'append'>;
    readonly names: Names;
    readonly partitions: number;
    readonly codec: EventCodec;
  },
): Promise<void> => {
  await appender.append(ticksOf(slotAt, names, partitions, codec));
};
