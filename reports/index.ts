import type { Report } from '../platform/core/define-report.ts';
import { drivers } from './drivers.ts';
import { faults } from './faults.ts';
import { routeSpeed } from './route-speed.ts';

/** All reports of the API. */
export const reports: readonly Report[] = [routeSpeed, faults, drivers];
