import { defineSet, type ProcessorSet } from '../platform/core/define-set.ts';
import { detectFaultChanges } from './detect-fault-changes.ts';
import { detectStatusChanges } from './detect-status-changes.ts';
import { summarizeCellHours } from './summarize-cell-hours.ts';
import { summarizeRouteDays } from './summarize-route-days.ts';
import { summarizeRouteHours } from './summarize-route-hours.ts';
import { summarizeVehicleCellHours } from './summarize-vehicle-cell-hours.ts';
import { summarizeVehicleDays } from './summarize-vehicle-days.ts';
import { summarizeVehicleMinutes } from './summarize-vehicle-minutes.ts';

/** First stage: what follows from the reports of each vehicle. */
export const vehicleSet = defineSet({
  name: 'vehicles',
  version: 1,
  source: 'telemetry',
  stage: 'first',
  folds: [
    summarizeVehicleMinutes,
    summarizeVehicleDays,
    summarizeVehicleCellHours,
    detectStatusChanges,
    detectFaultChanges,
  ],
});

/** Second stage: what follows for each route. */
export const routeSet = defineSet({
  name: 'routes',
  version: 1,
  source: 'vehicle-minutes',
  stage: 'later',
  folds: [summarizeRouteHours, summarizeRouteDays],
});

/** Second stage: what follows for each cell of the map. */
const cellSet = defineSet({
  name: 'cells',
  version: 1,
  source: 'vehicle-cell-hours',
  stage: 'later',
  folds: [summarizeCellHours],
});

/** All sets, in the order of the data. */
export const processorSets: readonly ProcessorSet[] = [vehicleSet, routeSet, cellSet];
