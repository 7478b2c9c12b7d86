import { defineReport } from '../platform/core/define-report.ts';
import { allOf, condition } from './conditions.ts';
import { instantParameter, toDateTime64 } from './instant-parameter.ts';
import { limitParameter, rowsToAsk } from './row-limit.ts';
import { wordsParameter } from './words-parameter.ts';

/** What may be asked of `drivers`; `from` is inclusive, `to` exclusive. */
export interface DriversParameters {
  readonly from?: string;
  readonly to?: string;
  readonly vehicle?: readonly string[];
  readonly token?: readonly string[];
  readonly limit: number;
}

/** Who was signed on which vehicle when: from a card that was put in to the next report that it was taken out. */
export const drivers = defineReport<DriversParameters>({
  name: 'drivers',
  doc: 'Who was signed on which vehicle when, by the cards in the tachographs; `forgotten` who is to be forgotten.',
  reads: ['vehicle_drivers'],
  parameters: {
    from: instantParameter('Who was signed on then or later; without it from the first report'),
    to: instantParameter('Who signed on before; without it up to the last report'),
    vehicle: wordsParameter('vehicleId; may be repeated; without it all'),
    token: wordsParameter('driverToken; may be repeated; without it all'),
    limit: limitParameter,
  },
  columns: {
    vehicleId: { type: 'string', doc: 'The vehicle' },
    driver: {
      type: 'string',
      doc: 'The driver, `forgotten` or `unknown` (its key was lost); the token where the API does not unseal',
      personal: { event: 'VehicleDriverReported', field: 'driverId', eventIdIn: 'eventId' },
    },
    driverToken: { type: 'string', doc: 'Stands for the driver; another one after they were forgotten' },
    signedOnAt: { type: 'instant', doc: 'When the card was put in' },
    signedOffAt: { type: 'instant', doc: 'When it was taken out; null where that was not reported yet' },
    eventId: { type: 'string', doc: 'The report that says so' },
  },
  render: ({ from, to, vehicle, token, limit }) => {
    const known = allOf(
      vehicle === undefined ? null : condition('vehicle_id IN {vehicle:Array(String)}', { vehicle }),
      token === undefined ? null : condition('token IN {token:Array(String)}', { token }),
    );
    const asked = allOf(
      from === undefined
        ? null
        : condition("(signedOffAt IS NULL OR signedOffAt > {from:DateTime64(3, 'UTC')})", {
            from: toDateTime64(from),
          }),
      to === undefined ? null : condition("signedOnAt < {to:DateTime64(3, 'UTC')}", { to: toDateTime64(to) }),
    );
    return {
      sql: `WITH
reported AS (
  SELECT
    vehicle_id,
    driver_id,
    splitByChar(':', driver_id)[3] AS token,
    occurred_at,
    event_id,
    present,
    lagInFrame(toNullable(present)) OVER (PARTITION BY vehicle_id, token ORDER BY occurred_at, event_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS present_before
  FROM vehicle_drivers
  WHERE ${known.sql}
),
changed AS (
  SELECT
    *,
    leadInFrame(toNullable(occurred_at)) OVER (PARTITION BY vehicle_id, token ORDER BY occurred_at, event_id
      ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next_at
  FROM reported
  WHERE present_before IS NULL OR present_before != present
)
SELECT
  vehicle_id AS vehicleId,
  driver_id AS driver,
  token AS driverToken,
  occurred_at AS signedOnAt,
  next_at AS signedOffAt,
  event_id AS eventId
FROM changed
WHERE present AND ${asked.sql}
ORDER BY signedOnAt, vehicleId, driverToken
LIMIT {rows:UInt32}`,
      params: { ...known.params, ...asked.params, rows: rowsToAsk(limit) },
    };
  },
});
