import { hkdfSync } from 'node:crypto';

/** A key for one purpose, made of a key for several (HKDF-SHA-256, RFC 5869, without salt: the source is uniform). */
export const deriveKey = (key: Buffer, purpose: string, bytes = 32): Buffer =>
  Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `tacho/${purpose}`, bytes));
