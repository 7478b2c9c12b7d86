/** A value that says who somebody is, as it stands in the log and in tables. */
export interface SealedText {
  /** Stands for the person: the same in all that was sealed with one key, and worked out from that key. */
  readonly token: string;
  /** Nonce, ciphertext and tag, base64url. */
  readonly payload: string;
}

/** Where a sealed value stands. It can be opened only there: moved to another event it is no longer authentic. */
export interface SealedPlace {
  /** The name of the event. */
  readonly event: string;
  readonly field: string;
  readonly eventId: string;
}

const FORM = /^sealed:v1:([\w-]{22}):([\w-]+)$/;

/** The text that stands for the value: `sealed:v1:<token>:<payload>`. */
export const sealedText = ({ token, payload }: SealedText): string => `sealed:v1:${token}:${payload}`;

/** Reads such a text; null where it is none. */
export function readSealedText(text: string): SealedText | null {
  const [, token, payload] = FORM.exec(text) ?? [];
  return token === undefined || payload === undefined ? null : { token, payload };
}
