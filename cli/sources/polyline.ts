const EARTH_RADIUS_M = 6_371_009;
const RADIANS = Math.PI / 180;

export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** A point on a line, with the heading of the line there (degrees clockwise from north). */
export interface PolylinePoint extends Point {
  readonly headingDeg: number;
}

/** A line of at least two points with the distance of each from its start, in metres. */
export interface Polyline {
  readonly points: readonly Point[];
  readonly distancesM: readonly number[];
  readonly lengthM: number;
}

interface Segment {
  readonly from: Point;
  readonly to: Point;
  readonly startM: number;
  readonly lengthM: number;
}

/** Measures a line. */
export function polyline(points: readonly Point[]): Polyline {
  const distancesM: number[] = [];
  let lengthM = 0;
  for (const [index, point] of points.entries()) {
    lengthM += index === 0 ? 0 : metresBetween(points[index - 1] ?? point, point);
    distancesM.push(lengthM);
  }
  return { points, distancesM, lengthM };
}

/** The point at a distance from the start, metres; beyond either end it is that end. */
export function placeAt(line: Polyline, distanceM: number): PolylinePoint {
  const segment = segmentAt(line, lastNotAbove(line.distancesM, distanceM));
  const part = segment.lengthM === 0 ? 0 : clamp01((distanceM - segment.startM) / segment.lengthM);
  return { ...between(segment, part), headingDeg: heading(segment) };
}

/** The distance along the line, not before `fromM`, where it comes nearest to a point. */
export function nearestDistance(line: Polyline, point: Point, fromM: number): number {
  let best = { awayM: Infinity, distanceM: fromM };
  for (let index = lastNotAbove(line.distancesM, fromM); index < line.points.length - 1; index++) {
    const segment = segmentAt(line, index);
    const part = nearestPart(segment, point);
    const distanceM = Math.max(fromM, segment.startM + part * segment.lengthM);
    const awayM = metresBetween(placeAt(line, distanceM), point);
    if (awayM < best.awayM) best = { awayM, distanceM };
  }
  return best.distanceM;
}

/** Great-circle distance by the equirectangular approximation; within 0.1 % at the size of a city. */
export function metresBetween(a: Point, b: Point): number {
  const { east, north } = offset(a, b);
  return Math.hypot(east, north) * RADIANS * EARTH_RADIUS_M;
}

function offset(a: Point, b: Point): { east: number; north: number } {
  const scale = Math.cos(((a.latitude + b.latitude) / 2) * RADIANS);
  return { east: (b.longitude - a.longitude) * scale, north: b.latitude - a.latitude };
}

function segmentAt(line: Polyline, index: number): Segment {
  const start = Math.min(index, line.points.length - 2);
  const from = line.points[start];
  const to = line.points[start + 1];
  if (from === undefined || to === undefined) throw new RangeError('a line needs two points');
  const startM = line.distancesM[start] ?? 0;
  return { from, to, startM, lengthM: (line.distancesM[start + 1] ?? startM) - startM };
}

/** Index of the last distance that is not above the given one; 0 where all are. */
function lastNotAbove(distancesM: readonly number[], distanceM: number): number {
  let low = 0;
  let high = distancesM.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((distancesM[middle] ?? Infinity) <= distanceM) low = middle;
    else high = middle - 1;
  }
  return low;
}

function nearestPart({ from, to }: Segment, point: Point): number {
  const line = offset(from, to);
  const aside = offset(from, point);
  const square = line.east ** 2 + line.north ** 2;
  return square === 0 ? 0 : clamp01((line.east * aside.east + line.north * aside.north) / square);
}

function between({ from, to }: Segment, part: number): Point {
  return {
    latitude: from.latitude + (to.latitude - from.latitude) * part,
    longitude: from.longitude + (to.longitude - from.longitude) * part,
  };
}

function heading({ from, to }: Segment): number {
  const { east, north } = offset(from, to);
  return (Math.atan2(east, north) / RADIANS + 360) % 360;
}

const clamp01 = (value: number): number => Math.min(1, Math.max(0, value));
