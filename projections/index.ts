import type { Derivation } from '../platform/core/derivation.ts';
import type { Projection } from '../platform/core/define-projection.ts';
import { cellHours } from './cell-hours.ts';
import { faultDays } from './fault-days.ts';
import { fleet } from './fleet.ts';
import { operatorMonths } from './operator-months.ts';
import { quarantinedReports } from './quarantined-reports.ts';
import { routeDaysFinal } from './route-days-final.ts';
import { routeDays } from './route-days.ts';
import { routeHours } from './route-hours.ts';
import { serviceDays } from './service-days.ts';
import { trips } from './trips.ts';
import { vehicleChanges } from './vehicle-changes.ts';
import { vehicleDays } from './vehicle-days.ts';
import { vehicleDescriptions } from './vehicle-descriptions.ts';
import { vehicleFaults } from './vehicle-faults.ts';
import { vehicleDrivers } from './vehicle-drivers.ts';
import { vehicleMinutes } from './vehicle-minutes.ts';
import { vehiclePositions } from './vehicle-positions.ts';
import { vehicleSignals } from './vehicle-signals.ts';
import { vehicleStatus } from './vehicle-status.ts';
import { vehicleStops } from './vehicle-stops.ts';

/** All projections, in the version that a new installation starts with. */
export const projections: readonly Projection[] = [
  vehiclePositions,
  vehicleFaults,
  vehicleStops,
  vehicleSignals,
  vehicleDrivers,
  vehicleMinutes,
  routeHours,
  routeDays,
  vehicleDays,
  cellHours,
  vehicleChanges,
  trips,
  serviceDays,
  vehicleStatus,
  quarantinedReports,
  vehicleDescriptions,
];

/**
 * Versions that may be built beside those above. Each has the name of one of them and a greater version. A declaration
 * stays in one of the two lists until its version is retired. None at present.
 */
export const nextProjections: readonly Projection[] = [];

/** All derivations of their tables, each after those that it reads. */
export const derivations: readonly Derivation[] = [fleet, operatorMonths, faultDays, routeDaysFinal];
