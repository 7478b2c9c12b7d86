import { oneOf } from '../platform/core/fields.ts';

/** How grave a fault is; shared by the report of a fault and the changes derived from it. */
export const faultSeverity = oneOf(
  'FaultSeverity',
  ['info', 'warning', 'critical'],
  'How grave the fault is',
);
