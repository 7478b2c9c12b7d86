import { describe, expect, it } from 'vitest';
import { faults } from '../../../reports/faults.ts';

describe('faults', () => {
  it('counts changes from `from` on, but knows of older ones whether they are still active', () => {
    const query = faults.render({
      from: '2016-11-25T12:00:00.250Z',
      to: '2016-11-26',
      vehicle: ['8940'],
      limit: 5,
    });
    expect(query).toEqual({
      sql: `WITH changes AS (
  SELECT
    vehicle_id,
    code,
    severity,
    occurred_at,
    change = 'fault-raised' AS is_raised,
    occurred_at >= {from:DateTime64(3, 'UTC')} AS is_counted,
    row_number() OVER (PARTITION BY vehicle_id, code ORDER BY occurred_at DESC, received_at DESC, event_id) = 1
      AS is_latest
  FROM vehicle_changes
  WHERE change IN ('fault-raised', 'fault-cleared') AND occurred_at < {to:DateTime64(3, 'UTC')} AND vehicle_id IN {vehicle:Array(String)}
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
      params: {
        from: '2016-11-25 12:00:00.250',
        to: '2016-11-26 00:00:00.000',
        vehicle: ['8940'],
        rows: 6,
      },
    });
  });

  it('counts every change where no time is given', () => {
    const { sql, params } = faults.render({ limit: 5 });
    expect(sql).toContain("WHERE change IN ('fault-raised', 'fault-cleared')\n");
    expect(sql).toContain('true AS is_counted');
    expect(params).toEqual({ rows: 6 });
  });
});
