import type { Report } from '../platform/core/define-report.ts';
import { drivers } from './drivers.ts';
import { faults } from './faults.ts';
import { routeSpeed } from './route-speed.ts';

/** Every report that may be asked. */
export const reports: readonly Report[] = [routeSpeed, faults, drivers];
