import { defineOnDemand } from '../platform/core/define-on-demand.ts';
import { vehicleChanges } from './vehicle-changes.ts';

/** How often each fault was raised and cleared in each day. */
export const faultDays = defineOnDemand({
  name: 'fault_days',
  doc: 'How often each fault was raised and cleared in each day (UTC), over all vehicles.',
  reads: [vehicleChanges.name],
  columns: {
    code: { type: 'String', comment: 'Fault code' },
    severity: { type: 'String', comment: 'How grave the fault is: info, warning or critical' },
    day: { type: 'Date', comment: 'The day, UTC' },
    raised: { type: 'UInt64', comment: 'How often it was raised' },
    cleared: { type: 'UInt64', comment: 'How often it was cleared' },
    vehicles: {
      type: 'UInt64',
      comment: 'Distinct vehicles on which it was raised; not to be added over days or codes',
    },
    lasted_s: {
      type: 'Float64',
      comment: 'How long those lasted that were cleared on the day, from raised to cleared, seconds',
    },
  },
  query: (of) => `SELECT
  assumeNotNull(code) AS code,
  assumeNotNull(severity) AS severity,
  toDate(occurred_at, 'UTC') AS day,
  countIf(change = 'fault-raised') AS raised,
  countIf(change = 'fault-cleared') AS cleared,
  uniqExactIf(vehicle_id, change = 'fault-raised') AS vehicles,
  sumIf(dateDiff('millisecond', assumeNotNull(since), occurred_at), change = 'fault-cleared') / 1000 AS lasted_s
FROM ${of(vehicleChanges.name)}
WHERE change IN ('fault-raised', 'fault-cleared')
GROUP BY code, severity, day`,
});
