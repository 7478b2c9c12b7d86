import { defineOnDemand, type NameOf } from '../platform/core/define-on-demand.ts';
import { fleet } from './fleet.ts';
import { trips } from './trips.ts';
import { vehicleChanges } from './vehicle-changes.ts';
import { vehicleDays } from './vehicle-days.ts';

/** What the vehicles of each operator did in each month. */
export const operatorMonths = defineOnDemand({
  name: 'operator_months',
  doc: 'What the vehicles of each operator did in each month (UTC): days, trips and faults go to whoever had the vehicle when they began.',
  reads: [fleet.name, vehicleDays.name, trips.name, vehicleChanges.name],
  columns: {
    operator_id: {
      type: 'String',
      comment: 'The company that operated the vehicle then; empty for vehicles that nobody has described',
    },
    month: { type: 'Date', comment: 'First day of the month, UTC' },
    vehicles: {
      type: 'UInt64',
      comment: 'Distinct vehicles that reported a position; not to be added over months',
    },
    positions: { type: 'UInt64', comment: 'Positions reported' },
    distance_m: { type: 'Float64', comment: 'Way by great circle from position to position, metres' },
    moving_s: { type: 'Float64', comment: 'Time spent moving, seconds' },
    standing_s: { type: 'Float64', comment: 'Time spent standing, seconds' },
    trips: { type: 'UInt64', comment: 'Trips that began in the month and are over' },
    faults_raised: { type: 'UInt64', comment: 'Faults that were raised' },
  },
  query: (of) => `SELECT
  operator_id, month,
  uniqExactIf(vehicle, reported > 0) AS vehicles,
  sum(reported) AS positions,
  sum(way_mm) / 1000 AS distance_m,
  sum(moved_ms) / 1000 AS moving_s,
  sum(stood_ms) / 1000 AS standing_s,
  sum(trip) AS trips,
  sum(fault) AS faults_raised
FROM (
  SELECT ${operatorAt(of, 'first_at')} AS operator_id, toStartOfMonth(day) AS month, vehicle_id AS vehicle,
    positions AS reported, distance_mm AS way_mm, moving_ms AS moved_ms, standing_ms AS stood_ms, 0 AS trip, 0 AS fault
  FROM ${of(vehicleDays.name)}
  UNION ALL
  SELECT ${operatorAt(of, 'started_at')}, toStartOfMonth(toDateTime(started_at, 'UTC')), vehicle_id, 0, 0, 0, 0, 1, 0
  FROM ${of(trips.name)}
  UNION ALL
  SELECT ${operatorAt(of, 'occurred_at')}, toStartOfMonth(toDateTime(occurred_at, 'UTC')), vehicle_id, 0, 0, 0, 0, 0, 1
  FROM ${of(vehicleChanges.name)} WHERE change = 'fault-raised'
)
GROUP BY operator_id, month`,
});

/** As of the row's own time, so that a vehicle that moves to another operator takes no old months with it. */
const operatorAt = (of: NameOf, at: string): string =>
  `dictGetOrDefault('${of(fleet.name)}', 'operator_id', vehicle_id, ${at}, '')`;
