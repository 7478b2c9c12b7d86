import { createHash } from 'node:crypto';

/** So many bytes without any pattern, which are always those of this name: SHAKE256 (FIPS 202). */
export const noiseOf = (name: string, bytes: number): Buffer =>
  createHash('shake256', { outputLength: bytes }).update(name).digest();
