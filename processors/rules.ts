import type { ZoneCollection } from './zones.ts';

/** What operators set of how telemetry is judged. Plain JSON: it is recorded beside the state that it led to. */
export interface Rules {
  /** Greatest speed allowed where a route has no limit of its own, metres a second. */
  readonly speedLimitMps: number;
  /** Greatest speed allowed on a route, metres a second, by GTFS route_id. */
  readonly routeSpeedLimitsMps: Readonly<Record<string, number>>;
  /** Speeding ends when a vehicle is so much slower than its limit, metres a second. */
  readonly speedHysteresisMps: number;
  readonly zones: ZoneCollection;
  /** IANA name of the time zone of the operators that have none of their own. */
  readonly timeZone: string;
  /** IANA names of time zones, by operator. */
  readonly operatorTimeZones: Readonly<Record<string, string>>;
  /** The local hour at which a service day begins, and the one before ends. */
  readonly serviceDayStartHour: number;
  /** Operators whose positions go to a topic of their own. */
  readonly operatorsWithOwnTopic: readonly string[];
  /** How often a vehicle's position is sampled, seconds. */
  readonly samplingIntervalS: number;
  /** Vehicles of one route and direction that are nearer to each other are bunched, metres. */
  readonly bunchingDistanceM: number;
}

/** What holds where the operators have set nothing. */
export const defaultRules: Rules = {
  speedLimitMps: 27.8,
  routeSpeedLimitsMps: {},
  speedHysteresisMps: 1,
  zones: { type: 'FeatureCollection', features: [] },
  timeZone: 'UTC',
  operatorTimeZones: {},
  serviceDayStartHour: 3,
  operatorsWithOwnTopic: [],
  samplingIntervalS: 15,
  bunchingDistanceM: 200,
};

/** The rules that hold when an operator has set some of them. */
export const rulesWith = (set: Partial<Rules>): Rules => ({ ...defaultRules, ...set });
