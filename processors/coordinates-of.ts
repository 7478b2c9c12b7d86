/** A geographic position in degrees. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/**
 * The coordinates of a report in a form that survives JSON, so that a restored task says the same: a negative zero
 * (Greenwich, rounded) becomes zero. Throws where one of them is no finite number.
 */
export function coordinatesOf({ latitude, longitude }: Coordinates): Coordinates {
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude))
    throw new RangeError(`${latitude}, ${longitude} is no place`);
  return { latitude: latitude + 0, longitude: longitude + 0 };
}
