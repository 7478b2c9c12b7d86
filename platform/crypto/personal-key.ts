import type { SubjectKey } from '../core/personal-data.ts';
import { sealedText, type SealedPlace } from '../core/sealed-text.ts';
import { decrypt, encrypt, type RandomBytes } from './authenticated-cipher.ts';
import { deriveKey } from './derive-key.ts';

/** The key of a person: seals, and opens what it has sealed. */
export interface PersonalKey extends SubjectKey {
  /** The plain value of a payload; null where it was sealed with another key, or for another place. */
  open(payload: string, place: SealedPlace): string | null;
}

const TOKEN_BYTES = 16;

/**
 * The key of these 32 bytes. Its token is made of them too, so that with the bytes goes the last thing that could
 * tie the token to a person.
 */
export function personalKey(bytes: Buffer, randomBytes: RandomBytes): PersonalKey {
  const key = deriveKey(bytes, 'seal');
  const token = deriveKey(bytes, 'token', TOKEN_BYTES).toString('base64url');
  return {
    token,
    seal: (plain, place) =>
      sealedText({
        token,
        payload: encrypt(Buffer.from(plain), { key, boundTo: boundTo(place) }, randomBytes),
      }),
    open: (payload, place) => decrypt(payload, { key, boundTo: boundTo(place) })?.toString() ?? null,
  };
}

const boundTo = ({ event, field, eventId }: SealedPlace): string => JSON.stringify([event, field, eventId]);
