import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { Headers, LogRecord } from '../core/ports.ts';

/** A fetched message as a record; key and headers become text only where somebody asks for them. */
export class KafkaRecord implements LogRecord {
  readonly offset: number;
  readonly value: Buffer | null;
  readonly #message: KafkaMessage;

  constructor(message: KafkaMessage) {
    this.offset = Number(message.offset);
    this.value = message.value;
    this.#message = message;
  }

  get appendedAt(): number {
    return Number(this.#message.timestamp);
  }

  get key(): string | null {
    return this.#message.key?.toString() ?? null;
  }

  get headers(): Headers {
    return headersOf(this.#message.headers ?? {});
  }
}

function headersOf(headers: IHeaders): Headers {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      const last = Array.isArray(value) ? value.at(-1) : value;
      return last === undefined ? [] : [[name, last.toString()]];
    }),
  );
}
