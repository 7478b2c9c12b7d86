import { DEAD_LETTER_RELEASED, type DeadLetterRelease } from '../../core/dead-letter-release.ts';
import type { EventCodec, LogRecord } from '../../core/ports.ts';

type Reader = Pick<EventCodec, 'identify' | 'decode'>;

/** The values that releases of dead letters carry: they are decoded as if they had been fetched themselves. */
export function valuesReleased(codec: Reader, records: readonly LogRecord[]): Buffer[] {
  const values: Buffer[] = [];
  // Of records of one schema after the other only the first is looked at.
  let last = -1;
  for (const { value } of records) {
    if (value === null || value.length < 5 || value[0] !== 0) continue;
    const schema = value.readUInt32BE(1);
    if (schema === last) continue;
    const release = releaseIn(codec, value);
    if (release === null) last = schema;
    else if (release.valueBase64 !== null) values.push(Buffer.from(release.valueBase64, 'base64'));
  }
  return values;
}

function releaseIn(codec: Reader, value: Buffer): DeadLetterRelease | null {
  try {
    if (codec.identify(value).name !== DEAD_LETTER_RELEASED) return null;
    return codec.decode(value).data as unknown as DeadLetterRelease;
  } catch {
    // What cannot be read is for the fold to say.
    return null;
  }
}
