/** By topic and partition, the offset after the last record that is meant. */
export type TokenPositions = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Positions as an opaque word that fits into a URL: base64url of their JSON. */
export function encodePositionToken(positions: TokenPositions): string {
  return btoa(JSON.stringify(positions)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The positions that a token names; null where the text is not a position token. */
export function decodePositionToken(token: string): TokenPositions | null {
  try {
    const value: unknown = JSON.parse(atob(token.replaceAll('-', '+').replaceAll('_', '/')));
    return arePositions(value) ? value : null;
  } catch {
    return null;
  }
}

const arePositions = (value: unknown): value is TokenPositions =>
  isRecord(value) && Object.values(value).every(arePartitions);

const arePartitions = (value: unknown): boolean =>
  isRecord(value) &&
  Object.entries(value).every(([partition, next]) => /^\d{1,9}$/.test(partition) && isOffset(next));

const isOffset = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
