import type { JsonSchema } from '../platform/core/fields.ts';
import { timeZoneExists } from './service-day.ts';
import type { Rules } from './rules.ts';
import { zoneFindings } from './zones.ts';

const METRES_A_SECOND = { type: 'number', exclusiveMinimum: 0, maximum: 200 };
const TIME_ZONE = { type: 'string', format: 'time-zone' };
const RING = {
  type: 'array',
  minItems: 4,
  items: { type: 'array', minItems: 2, maxItems: 3, items: { type: 'number' } },
};
const POLYGON = { type: 'array', minItems: 1, items: RING };

const SCHEMA: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    speedLimitMps: {
      ...METRES_A_SECOND,
      description: 'Greatest speed allowed where a route has no limit of its own, metres a second',
    },
    routeSpeedLimitsMps: {
      type: 'object',
      additionalProperties: METRES_A_SECOND,
      description: 'Greatest speed allowed on a route, metres a second, by GTFS route_id',
    },
    speedHysteresisMps: {
      type: 'number',
      minimum: 0,
      maximum: 20,
      description: 'Speeding ends when a vehicle is so much slower than its limit, metres a second',
    },
    zones: {
      type: 'object',
      description: 'GeoJSON FeatureCollection of Polygons and MultiPolygons, WGS 84, each with an id',
      required: ['type', 'features'],
      properties: {
        type: { const: 'FeatureCollection' },
        features: {
          type: 'array',
          items: {
            type: 'object',
            required: ['type', 'id', 'geometry'],
            properties: {
              type: { const: 'Feature' },
              id: { type: 'string', minLength: 1, maxLength: 256, description: 'How the zone is called' },
              geometry: {
                type: 'object',
                required: ['type', 'coordinates'],
                properties: { type: { enum: ['Polygon', 'MultiPolygon'] } },
                if: { properties: { type: { const: 'Polygon' } } },
                then: { properties: { coordinates: POLYGON } },
                else: { properties: { coordinates: { type: 'array', minItems: 1, items: POLYGON } } },
              },
            },
          },
        },
      },
    },
    timeZone: {
      ...TIME_ZONE,
      description: 'IANA name of the time zone of the operators that have none of their own',
    },
    operatorTimeZones: {
      type: 'object',
      additionalProperties: TIME_ZONE,
      description: 'IANA names of time zones, by operatorId',
    },
    serviceDayStartHour: {
      type: 'integer',
      minimum: 0,
      maximum: 23,
      description: 'The local hour at which a service day begins, and the one before ends',
    },
    operatorsWithOwnTopic: {
      type: 'array',
      uniqueItems: true,
      items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,100}$' },
      description:
        'Operators (operatorId) whose positions go to a topic of their own; the name is part of its name',
    },
    samplingIntervalS: {
      type: 'integer',
      minimum: 1,
      maximum: 3600,
      description: "How often a vehicle's position is sampled, seconds",
    },
    bunchingDistanceM: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 10_000,
      description: 'Vehicles of one route and direction that are nearer to each other are bunched, metres',
    },
  },
};

/** How a file of rules is checked: its JSON Schema (draft 2020-12), its formats of text, and what no schema can say. */
export const rulesCheck = {
  schema: SCHEMA,
  formats: { 'time-zone': timeZoneExists },
  /** For rules that fit the schema. */
  inspect: ({ zones }: Partial<Rules>) => (zones === undefined ? [] : zoneFindings(zones)),
};
