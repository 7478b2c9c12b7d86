const TOTALS = 'revision, closed, positions, speed_sum_umps, speed_max_umps, vehicles, _partition, _offset';

const change = (
  vehicle: string,
  at: string,
  what: 'raised' | 'cleared',
  [code, severity]: readonly [string, string],
  offset: number,
): string =>
  `('${vehicle}', '${at}', generateUUIDv4(), '${at}', 'fault-${what}', '${code}', '${severity}', 0, ${offset})`;

const OVERHEATED = ['P0217', 'critical'] as const;
const LOW_VOLTAGE = ['P0562', 'warning'] as const;

const checkpoint = (projection: string, version: number, topic: string, next: number): string =>
  `('${projection}', ${version}, 'tacho.${topic}', 0, ${next}, 9, 8, 0, 1, '2016-11-27 18:00:00.500',
    '2016-11-28 00:00:00', [(0, 40, 3, 2)], 1, '{}')`;

/**
 * Statements that fill the tables of the database `tacho` by hand: hours and a day of routes, faults of two
 * vehicles, one report in quarantine, and checkpoints of which one is of a version that no view shows.
 */
export const readModelRows: readonly string[] = [
  `INSERT INTO tacho.route_hours_v1 (route_id, hour, ${TOTALS}) VALUES
    ('1', '2016-11-25 17:00:00', 1, false, 3, 20000000, 10000000, 1, 0, 1),
    ('1', '2016-11-25 17:00:00', 2, true, 4, 30000000, 12250000, 2, 0, 5),
    ('1', '2016-11-25 18:00:00', 1, true, 2, 10000000, 6000000, 2, 0, 6),
    ('7', '2016-11-25 17:00:00', 1, true, 1, 3000000, 3000000, 1, 0, 7),
    ('', '2016-11-27 17:00:00', 1, true, 9007199254740991, 3000000, 3000000, 1, 0, 8)`,
  `INSERT INTO tacho.route_days_v1 (route_id, day, ${TOTALS}) VALUES
    ('1', '2016-11-25 00:00:00', 3, true, 6, 39000000, 12250000, 3, 0, 3)`,
  `INSERT INTO tacho.vehicle_changes_v1
    (vehicle_id, occurred_at, event_id, received_at, change, code, severity, _partition, _offset) VALUES
    ${[
      change('a', '2016-11-24 08:00:00', 'raised', LOW_VOLTAGE, 1),
      change('a', '2016-11-25 08:00:00', 'raised', OVERHEATED, 2),
      change('a', '2016-11-25 10:30:00', 'cleared', OVERHEATED, 3),
      change('a', '2016-11-25 12:00:00', 'raised', OVERHEATED, 4),
      change('b', '2016-11-25 11:00:00', 'raised', OVERHEATED, 5),
      change('b', '2016-11-25 11:30:00', 'cleared', OVERHEATED, 6),
    ].join(',')}`,
  `INSERT INTO tacho.quarantined_reports_v1
    (vehicle_id, occurred_at, event_id, received_at, report_type, reason, detail, report, _partition, _offset) VALUES
    ('a', '2016-11-25 08:00:00', generateUUIDv4(), '2016-11-25 08:00:00', 'VehiclePositionReported', 'no-fix', '',
      '{}', 0, 1)`,
  `INSERT INTO tacho.checkpoints_v1 (projection, version, topic, partition, next, read, applied, ignored, dead,
    newest_at, time, includes, epoch, _ticks) VALUES ${[
      checkpoint('route_hours', 1, 'route-hours', 8),
      checkpoint('route_hours', 1, 'route-hours', 9),
      checkpoint('route_hours', 2, 'route-hours', 3),
      checkpoint('vehicle_changes', 1, 'vehicle-changes', 7),
    ].join(',')}`,
];
