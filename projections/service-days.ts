import { instant, lowCardinality, string, uint32, uint64, uuidColumn } from '../platform/core/columns.ts';
import { defineSplice } from '../platform/core/define-projection.ts';
import { ServiceDayEnded } from '../schemas/events/service-day-ended.ts';

/** Every service day of an operator that is over. */
export const serviceDays = defineSplice({
  name: 'service_days',
  version: 1,
  doc: 'Every service day of an operator that is over, in its own time zone.',
  of: [ServiceDayEnded],
  columns: {
    operator_id: lowCardinality('The company; empty for vehicles that named none'),
    service_day: string('The local date that names the day, YYYY-MM-DD'),
    event_id: uuidColumn('Name-based UUID of the identity of the event'),
    received_at: instant('When its end was told, UTC'),
    time_zone: lowCardinality('IANA name of the time zone in which it is that date'),
    starts_at: instant('Start of the service day, UTC'),
    ends_at: instant('End of the service day, UTC'),
    first_at: instant('When the first position of the day was taken, UTC'),
    last_at: instant('When the last position of the day was taken, UTC'),
    positions: uint64('Positions reported on that day, those that came too late to be counted left out'),
    vehicles: uint32('Distinct vehicles that reported a position on that day'),
  },
  key: ['operator_id', 'service_day'],
  // A row a day and operator: years of them are few.
  partitionBy: 'tuple()',
  wins: 'first',
});
