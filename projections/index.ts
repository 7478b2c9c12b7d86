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
import { vehicleMinutes } from './vehicle-minutes.ts';
import { vehiclePositions } from './vehicle-positions.ts';
import { vehicleSignals } from './vehicle-signals.ts';
import { vehicleStatus } from './vehicle-status.ts';
import { vehicleStops } from './vehicle-stops.ts';

/** Every projection that the workers run. */
export const projections: readonly Projection[] = [
  vehiclePositions,
  vehicleFaults,
  vehicleStops,
  vehicleSignals,
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

/** Everything that is worked out from their tables, what others read first. */
export const derivations: readonly Derivation[] = [fleet, operatorMonths, faultDays, routeDaysFinal];
