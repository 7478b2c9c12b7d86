import { defineReport } from '../platform/core/define-report.ts';
import { allOf, condition } from './conditions.ts';
import { instantParameter, toDateTime64 } from './instant-parameter.ts';
import { limitParameter, rowsToAsk } from './row-limit.ts';
import { wordsParameter } from './words-parameter.ts';

/** What may be asked of `faults`; `from` is inclusive, `to` exclusive. */
export interface FaultsParameters {
  readonly from?: string;
  readonly to?: string;
  readonly vehicle?: readonly string[];
  readonly limit: number;
}

/** Which faults were raised and cleared in a time, on how many vehicles, and which were still active at its end. */
export const faults = defineReport<FaultsParameters>({
  name: 'faults',
  doc: 'Which faults were raised and cleared, on how many vehicles, and how many are still active at the end.',
  reads: ['vehicle_changes'],
  parameters: {
    from: instantParameter('Counts what happened then or later; without it from the first change'),
    to: instantParameter('Knows only what happened before; without it up to the last change'),
    vehicle: wordsParameter('vehicleId; may be repeated; without it all'),
    limit: limitParameter,
  },
  columns: {
    code: { type: 'string', doc: 'Fault code' },
    severity: { type: 'string', doc: 'info, warning or critical' },
    raised: { type: 'integer', doc: 'How often the fault was raised' },
    cleared: { type: 'integer', doc: 'How often it was cleared' },
    vehicles: { type: 'integer', doc: 'Distinct vehicles on which it was raised' },
    firstRaisedAt: { type: 'instant', doc: 'When it was first raised; null where it was not' },
    lastRaisedAt: { type: 'instant', doc: 'When it was last raised; null where it was not' },
    active: { type: 'integer', doc: 'Vehicles on which it is active at `to`, whenever it was raised' },
  },
  render: ({ from, to, vehicle, limit }) => {
    const known = allOf(
      condition("change IN ('fault-raised', 'fault-cleared')"),
      to === undefined
        ? null
        : condition("occurred_at < {to:DateTime64(3, 'UTC')}", { to: toDateTime64(to) }),
      vehicle === undefined ? null : condition('vehicle_id IN {vehicle:Array(String)}', { vehicle }),
    );
    const counted = allOf(
      from === undefined
        ? null
        : condition("occurred_at >= {from:DateTime64(3, 'UTC')}", { from: toDateTime64(from) }),
    );
    return {
      sql: `WITH changes AS (
  SELECT
    vehicle_id,
    code,
    severity,
    occurred_at,
    change = 'fault-raised' AS is_raised,
    ${counted.sql} AS is_counted,
    row_number() OVER (PARTITION BY vehicle_id, code ORDER BY occurred_at DESC, received_at DESC, event_id) = 1
      AS is_latest
  FROM vehicle_changes
  WHERE ${known.sql}
)
SELECT
  code,
  severity,
  countIf(is_counted AND is_raised) AS raised,
  countIf(is_counted AND NOT is_raised) AS cleared,
  uniqExactIf(vehicle_id, is_counted AND is_raised) AS vehicles,
  minOrNullIf(occurred_at, is_counted AND is_raised) AS firstRaisedAt,
  maxOrNullIf(occurred_at, is_counted AND is_raised) AS lastRaisedAt,
  countIf(is_latest AND is_raised) AS active
FROM changes
GROUP BY code, severity
HAVING raised > 0 OR cleared > 0 OR active > 0
ORDER BY code, severity
LIMIT {rows:UInt32}`,
      params: { ...known.params, ...counted.params, rows: rowsToAsk(limit) },
    };
  },
});
