import { defineSet, type Fold, type ProcessorSet } from '../platform/core/define-set.ts';
import { completeTrips } from './complete-trips.ts';
import { detectBunching } from './detect-bunching.ts';
import { detectFaultChanges } from './detect-fault-changes.ts';
import { detectRouteChanges } from './detect-route-changes.ts';
import { detectSilence } from './detect-silence.ts';
import { detectSpeeding } from './detect-speeding.ts';
import { detectStatusChanges } from './detect-status-changes.ts';
import { detectUnresolvedFaults } from './detect-unresolved-faults.ts';
import { detectZoneChanges } from './detect-zone-changes.ts';
import { endServiceDays } from './end-service-days.ts';
import { endVehicleServiceDays } from './end-vehicle-service-days.ts';
import { publishPublicPositions } from './publish-public-positions.ts';
import { defaultRules, type Rules } from './rules.ts';
import { samplePositions } from './sample-positions.ts';
import { segregateOperatorPositions } from './segregate-operator-positions.ts';
import { summarizeCellHours } from './summarize-cell-hours.ts';
import { summarizeRouteDays } from './summarize-route-days.ts';
import { summarizeRouteHours } from './summarize-route-hours.ts';
import { summarizeVehicleCellHours } from './summarize-vehicle-cell-hours.ts';
import { summarizeVehicleDays } from './summarize-vehicle-days.ts';
import { summarizeVehicleMinutes } from './summarize-vehicle-minutes.ts';

/** First stage: folds the reports of each vehicle. */
const vehicleSetFor = (rules: Rules): ProcessorSet =>
  defineSet({
    name: 'vehicles',
    version: 1,
    source: 'telemetry',
    stage: 'first',
    // The bunching distance does not concern the first stage; a change of it must not change this configuration.
    configuration: Object.fromEntries(Object.entries(rules).filter(([name]) => name !== 'bunchingDistanceM')),
    folds: [
      summarizeVehicleMinutes,
      summarizeVehicleDays,
      summarizeVehicleCellHours,
      detectStatusChanges,
      detectFaultChanges,
      detectUnresolvedFaults,
      detectRouteChanges,
      detectSpeeding(rules),
      detectZoneChanges(rules),
      detectSilence,
      completeTrips(rules),
      endVehicleServiceDays(rules),
      samplePositions(rules),
      publishPublicPositions,
      segregateOperatorPositions(rules),
    ],
  });
/** The first stage under the default rules. */
export const vehicleSet = vehicleSetFor(defaultRules);

/** Second stage: sums of each route. */
export const routeSet = defineSet({
  name: 'routes',
  version: 1,
  source: 'vehicle-minutes',
  stage: 'later',
  folds: [summarizeRouteHours, summarizeRouteDays],
});

/** Second stage: sums of each cell of the map. */
const cellSet = defineSet({
  name: 'cells',
  version: 1,
  source: 'vehicle-cell-hours',
  stage: 'later',
  folds: [summarizeCellHours],
});

/** Second stage: ends the service day of each operator after the days of its vehicles. */
const serviceDaySet = defineSet({
  name: 'service-days',
  version: 1,
  source: 'vehicle-service-days',
  stage: 'later',
  folds: [endServiceDays],
});

/** Second stage: compares the vehicles of each route with each other. */
const bunchingSetFor = ({ bunchingDistanceM, samplingIntervalS }: Rules): ProcessorSet =>
  defineSet({
    name: 'bunching',
    version: 1,
    source: 'sampled-positions',
    stage: 'later',
    configuration: { bunchingDistanceM, samplingIntervalS },
    folds: [detectBunching({ bunchingDistanceM, samplingIntervalS })],
  });

const setsWith = (vehicles: ProcessorSet, rules: Rules): readonly ProcessorSet[] => [
  vehicles,
  routeSet,
  cellSet,
  serviceDaySet,
  bunchingSetFor(rules),
];

/** All sets under the rules of an operator, in the order in which data passes them. */
export const processorSetsFor = (rules: Rules): readonly ProcessorSet[] =>
  setsWith(vehicleSetFor(rules), rules);

/** All sets under the default rules. */
export const processorSets: readonly ProcessorSet[] = setsWith(vehicleSet, defaultRules);

/**
 * Versions that may run beside those in the sets, under the rules of an operator. Each has the name of a fold in a set
 * and a greater version. None at present.
 */
export const nextVersionsFor = (rules: Rules): readonly Fold[] =>
  makersOfNextVersions.map((make) => make(rules));

const makersOfNextVersions: readonly ((rules: Rules) => Fold)[] = [];
