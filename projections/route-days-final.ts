import { arrayOf, lowCardinality, period, uint32, uint64 } from '../platform/core/columns.ts';
import { defineBatch, receiptColumns } from '../platform/core/define-batch.ts';
import { SPEED_BINS, SPEED_EDGES_MPS } from '../schemas/speed-histogram.ts';
import { vehiclePositions } from './vehicle-positions.ts';

/** As the folds round: half a micrometre up. */
const UMPS = 'toUInt64(floor(speed_mps * 1000000 + 0.5))';
const BIN = SPEED_EDGES_MPS.slice(1)
  .map((edge) => `(umps >= ${edge * 1_000_000})`)
  .join(' + ');

/** What all vehicles of a route did in each day that is over, with reports that came too late for `route_days`. */
export const routeDaysFinal = defineBatch({
  name: 'route_days_final',
  version: 1,
  doc: 'What all vehicles of a route did in each day (UTC) that is over: as route_days, and with the reports that came too late for it.',
  of: vehiclePositions,
  columns: {
    route_id: lowCardinality('GTFS route_id; empty for vehicles without a route'),
    day: period('Start of the day, UTC'),
    ...receiptColumns,
    positions: uint64('Positions reported'),
    speed_sum_umps: uint64('Sum of their speeds, micrometres a second'),
    speed_max_umps: uint64('Greatest speed, micrometres a second'),
    speed_histogram: arrayOf(uint32(`Positions by speed, to be added with sumForEach: ${SPEED_BINS}`)),
    vehicles: uint32('Distinct vehicles that reported a position; not to be added over days'),
  },
  key: ['route_id', 'day'],
  query: (of) => `SELECT
  route AS route_id,
  toStartOfDay(occurred_at, 'UTC') AS day,
  min(received_at) AS received_from,
  max(received_at) AS received_to,
  count() AS positions,
  sum(umps) AS speed_sum_umps,
  max(umps) AS speed_max_umps,
  sumForEach(arrayMap(bin -> toUInt32(bin = ${BIN}), range(${SPEED_EDGES_MPS.length}))) AS speed_histogram,
  uniqExact(vehicle_id) AS vehicles
FROM (
  SELECT vehicle_id, ifNull(route_id, '') AS route, occurred_at, received_at, ${UMPS} AS umps
  FROM ${of(vehiclePositions.name)}
  WHERE occurred_at >= {from:DateTime64(3, 'UTC')} AND occurred_at < {to:DateTime64(3, 'UTC')}
)
GROUP BY route, day`,
});
