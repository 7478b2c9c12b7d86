import { createHash, timingSafeEqual } from 'node:crypto';

/** A key as a device sends it: a public half and a secret one. */
export interface DeviceKey {
  readonly deviceId: string;
  readonly secret: string;
}

const SHAPE = /^([\w-]{1,64})\.([\w-]{1,256})$/;

/** What a device's id may be: it stands before the dot of its key and in the source of its events. */
export const DEVICE_ID = /^[\w-]{1,64}$/;

/** The key in the headers of a request: `Authorization: Bearer id.secret`, or `x-device-key`; null without one. */
export function readDeviceKey(headers: Readonly<Record<string, unknown>>): DeviceKey | null {
  const { authorization, 'x-device-key': plain } = headers;
  const text = typeof authorization === 'string' ? bearerOf(authorization) : plain;
  const [, deviceId, secret] = (typeof text === 'string' && SHAPE.exec(text.trim())) || [];
  return deviceId === undefined || secret === undefined ? null : { deviceId, secret };
}

const bearerOf = (authorization: string): string | undefined => /^bearer +(.*)$/i.exec(authorization)?.[1];

/** SHA-256 of a secret, hexadecimal. The secret has 256 random bits, so a slow hash would add nothing. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Whether a secret has this hash, found out in a time that does not tell how much of it is right. */
export function hasHash(secret: string, sha256: string): boolean {
  const actual = Buffer.from(hashSecret(secret));
  const expected = Buffer.from(sha256);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
