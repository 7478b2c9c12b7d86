import { createHmac } from 'node:crypto';
import { TachoError } from '../core/errors.ts';
import type { KeyWrapper } from '../core/personal-data.ts';
import { decrypt, encrypt, type RandomBytes } from './authenticated-cipher.ts';
import { deriveKey } from './derive-key.ts';

/** Wraps keys with a master key of 32 bytes that this process holds. */
export function createKeyWrapper(masterKey: Buffer, randomBytes: RandomBytes): KeyWrapper {
  const naming = deriveKey(masterKey, 'subject-name');
  const wrapping = deriveKey(masterKey, 'wrap');
  return {
    nameOf: (subject) => Promise.resolve(createHmac('sha256', naming).update(subject).digest('base64url')),
    wrap: (key, token) => Promise.resolve(encrypt(key, { key: wrapping, boundTo: token }, randomBytes)),
    unwrap(wrapped, token) {
      const key = decrypt(wrapped, { key: wrapping, boundTo: token });
      return key === null
        ? Promise.reject(new TachoError('master-key-differs', token))
        : Promise.resolve(key);
    },
  };
}
