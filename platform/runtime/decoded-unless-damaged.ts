import { UndecodableError, type DecodedEvent, type EventCodec } from '../core/ports.ts';

/** The event of a value, or null where nobody can read it: a damaged record must not keep the others out. */
export function decodedUnlessDamaged(
  value: Buffer | null,
  codec: Pick<EventCodec, 'decode'>,
): DecodedEvent | null {
  try {
    return codec.decode(value);
  } catch (error) {
    if (error instanceof UndecodableError) return null;
    throw error;
  }
}
