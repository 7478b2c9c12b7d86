import { createCipheriv, createDecipheriv } from 'node:crypto';

/** AES-256 in Galois/Counter Mode (NIST SP 800-38D), with a nonce of 96 and a tag of 128 bits. */
const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is encrypted, and what it is bound to. */
interface Sealing {
  /** 32 bytes. */
  readonly key: Buffer;
  /** What must be the same when it is decrypted, though it is not part of it. */
  readonly boundTo: string;
}

/** Draws so many random bytes, fit for keys and nonces. */
export type RandomBytes = (count: number) => Buffer;

/** Nonce, ciphertext and tag, base64url. */
export function encrypt(plain: Buffer, { key, boundTo }: Sealing, randomBytes: RandomBytes): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(boundTo));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url');
}

/** What was encrypted; null where the key or what it is bound to is another, or a bit of it was changed. */
export function decrypt(sealed: string, { key, boundTo }: Sealing): Buffer | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(boundTo));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}
