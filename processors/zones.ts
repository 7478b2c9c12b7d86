import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';

/** A ring is a list of [longitude, latitude], the last the same as the first (RFC 7946). */
type Ring = number[][];

/** An area with a name; degrees, WGS 84. */
export interface Zone {
  readonly type: 'Feature';
  readonly id: string;
  readonly geometry:
    | { readonly type: 'Polygon'; readonly coordinates: Ring[] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: Ring[][] };
}

/** Zones as a GeoJSON file has them. */
export interface ZoneCollection {
  readonly type: 'FeatureCollection';
  readonly features: readonly Zone[];
}

/** Names the zones that a place is in, sorted; a border belongs to its zone. */
export type ZonesAt = (latitude: number, longitude: number) => readonly string[];

/** West, south, east, north. */
type Box = readonly [number, number, number, number];

/** Makes a look-up of zones; bounding boxes spare most of the geometry. */
export function zonesIn({ features }: ZoneCollection): ZonesAt {
  const zones = features
    .map((zone) => ({ zone, box: boxOf(zone) }))
    .sort((a, b) => order(a.zone.id, b.zone.id));
  return (latitude, longitude) =>
    zones
      .filter(
        ({ zone, box }) =>
          isInBox(box, latitude, longitude) && booleanPointInPolygon([longitude, latitude], zone.geometry),
      )
      .map(({ zone }) => zone.id);
}

/** What no JSON Schema can say of zones: where (RFC 6901), and what. */
export function zoneFindings({
  features,
}: ZoneCollection): { readonly pointer: string; readonly detail: string }[] {
  const ids = features.map(({ id }) => id);
  return features.flatMap((zone, index) => [
    ...(ids.indexOf(zone.id) < index
      ? [{ pointer: `/zones/features/${index}/id`, detail: 'is the id of another zone too' }]
      : []),
    ...(ringsOf(zone).every(isClosed)
      ? []
      : [
          {
            pointer: `/zones/features/${index}/geometry`,
            detail: 'has a ring that does not end where it began',
          },
        ]),
  ]);
}

const ringsOf = ({ geometry }: Zone): readonly Ring[] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();

const isClosed = (ring: Ring): boolean =>
  ring[0]?.[0] === ring.at(-1)?.[0] && ring[0]?.[1] === ring.at(-1)?.[1];

function boxOf(zone: Zone): Box {
  const points = ringsOf(zone).flat();
  const along = (axis: number): number[] => points.map((point) => point[axis] ?? 0);
  return [least(along(0)), least(along(1)), greatest(along(0)), greatest(along(1))];
}

const isInBox = ([west, south, east, north]: Box, latitude: number, longitude: number): boolean =>
  longitude >= west && longitude <= east && latitude >= south && latitude <= north;

// Not spread into Math.min: a coastline has more points than a call may have arguments.
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
