import { DEAD_LETTER_RELEASED, type DeadLetterRelease } from '../../core/dead-letter-release.ts';
import type { Projection } from '../../core/define-projection.ts';
import { messageOf, TachoError } from '../../core/errors.ts';
import { UndecodableError, type DecodedEvent, type EventCodec, type LogRecord } from '../../core/ports.ts';
import type { Tick } from '../fold/task-time.ts';

/** What a record means to a projection. */
export type Meaning =
  | { readonly kind: 'row'; readonly row: object; readonly receivedAt: number }
  | { readonly kind: 'splice'; readonly schemaId: number; readonly value: Buffer }
  | { readonly kind: 'tick'; readonly tick: Tick }
  | { readonly kind: 'release'; readonly release: DeadLetterRelease }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'dead'; readonly reason: string };

/** What is needed to tell. */
export interface Interpreter {
  readonly projection: Projection;
  readonly codec: Pick<EventCodec, 'identify' | 'decode' | 'encode' | 'writerSchema'>;
  readonly tickName: string;
  /** Whether a value holds exactly one record of its schema; what is spliced is not looked at otherwise. */
  readonly isWholeBody: (writerSchema: object, value: Buffer) => boolean;
}

const IGNORED: Meaning = { kind: 'ignored' };

/** Says what a record means; throws `event-version-unknown` alone. Its schema must have been learned. */
export function interpretRecord(interpreter: Interpreter, record: LogRecord): Meaning {
  const { codec, projection, tickName } = interpreter;
  const { value } = record;
  // Deletions are no events.
  if (value === null) return IGNORED;
  try {
    const { name } = codec.identify(value);
    if (name === tickName) return { kind: 'tick', tick: codec.decode(value).data as unknown as Tick };
    if (name === DEAD_LETTER_RELEASED) return releaseOf(projection, codec.decode(value));
    // What is not keyed may stand in any partition, so a row of it could come from two.
    if (record.key === null || !projection.of.some((event) => event.name === name)) return IGNORED;
    return projection.kind === 'rows'
      ? rowOf(projection.on, codec.decode(value))
      : spliced(interpreter, value);
  } catch (error) {
    // No fault of the record: a newer build reads it, and as a dead letter it would be missing here.
    if (error instanceof TachoError) throw error;
    return { kind: 'dead', reason: messageOf(error) };
  }
}

/** Whoever else is spoken to, other versions of the projection too, will know. */
function releaseOf({ name, version }: Projection, { data }: DecodedEvent): Meaning {
  const release = data as unknown as DeadLetterRelease;
  return release.fold === name && release.foldVersion === version ? { kind: 'release', release } : IGNORED;
}

function rowOf(
  on: Readonly<Record<string, (event: never) => object>>,
  { name, data }: DecodedEvent,
): Meaning {
  const handler = on[name];
  if (handler === undefined) return IGNORED;
  return { kind: 'row', row: handler(data as never), receivedAt: data.receivedAt };
}

function spliced(interpreter: Interpreter, value: Buffer): Meaning {
  const { codec, isWholeBody } = interpreter;
  const { name, schemaId, isNewest } = codec.identify(value);
  // ClickHouse would read the fields of an older version by their names, as if they meant the same today.
  if (!isNewest) return spliced(interpreter, codec.encode(name, codec.decode(value).data));
  if (!isWholeBody(codec.writerSchema(schemaId), value))
    throw new UndecodableError(`the value is not one whole record of schema ${schemaId}`);
  return { kind: 'splice', schemaId, value };
}
