/** Where something is: degrees. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * The place of a report, fit for a state: a negative zero (Greenwich, rounded) and what is no number would not come
 * back from JSON as they were, and a restored task would say something else. Throws where it is no place.
 */
export function coordinatesOf({ latitude, longitude }: Coordinates): Coordinates {
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude))
    throw new RangeError(`${latitude}, ${longitude} is no place`);
  return { latitude: latitude + 0, longitude: longitude + 0 };
}
