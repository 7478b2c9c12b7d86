import type { DecodedEvent, EventCodec, Log } from '../core/ports.ts';
import { decodedUnlessDamaged } from './decoded-unless-damaged.ts';

/** A topic of one partition with few records, and what is done with each of its events. */
export interface SmallLog {
  readonly topic: string;
  readonly readPartition: Log['readPartition'];
  readonly codec: Pick<EventCodec, 'learn' | 'decode'>;
  readonly apply: (event: DecodedEvent) => void;
}

/**
 * Folds a small log as far as it goes whenever the function that this gives is called; it resolves when all that stood
 * in the log at the call has been applied, once and in order, and rejects where the log does not answer.
 */
export function foldSmallLog({ topic, readPartition, codec, apply }: SmallLog): () => Promise<void> {
  let next = 0;
  let reading: Promise<void> = Promise.resolve();
  const read = async (): Promise<void> => {
    for await (const range of readPartition(topic, 0, next)) {
      const values = range.records.map(({ value }) => value);
      await codec.learn(values);
      for (const value of values) {
        const event = decodedUnlessDamaged(value, codec);
        if (event !== null) apply(event);
      }
      next = range.next;
    }
  };
  return () => {
    reading = reading.catch(() => undefined).then(read);
    return reading;
  };
}
