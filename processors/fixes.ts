/** When (UTC milliseconds), where (degrees) and how fast (micrometres a second) a vehicle was. */
export type Fix = readonly [at: number, latitude: number, longitude: number, speedUmps: number];

/**
 * Fixes in order, as one flat list: short as JSON, and quick to copy. By time; those of one instant by the rest, so that
 * the order of arrival decides nothing. A list is shared by all who hold it, and never written to.
 */
export type Fixes = readonly number[];

/** Numbers that make up a fix. */
export const FIX = 4;

/** Where a fix belongs; at the end, mostly. */
export function placeFor(fix: Fix, fixes: Fixes): number {
  let place = fixes.length;
  while (place > 0 && isBefore(fix, 0, fixes, place - FIX)) place -= FIX;
  return place;
}

/** The list with a fix at a place. */
export const inserted = (fix: Fix, fixes: Fixes, place: number): Fixes =>
  place === fixes.length ? fixes.concat(fix) : fixes.toSpliced(place, 0, ...fix);

/** The fix at a place. */
export function fixAt(fixes: Fixes, place: number): Fix {
  const [at, latitude, longitude, speedUmps] = fixes.slice(place, place + FIX);
  if (at === undefined || latitude === undefined || longitude === undefined || speedUmps === undefined)
    throw new RangeError(`there is no fix at ${place}`);
  return [at, latitude, longitude, speedUmps];
}

/** Whether the fix at a place of one list comes before that of another. */
export function isBefore(a: Fixes, placeA: number, b: Fixes, placeB: number): boolean {
  for (let number = 0; number < FIX; number += 1) {
    const difference = (a[placeA + number] ?? 0) - (b[placeB + number] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
