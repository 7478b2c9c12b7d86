import { oneOf, optional, text } from '../../platform/core/fields.ts';
import { defineTelemetryEvent } from '../telemetry-event.ts';

/** A vehicle said what it did at a stop. */
export const VehicleStopReported = defineTelemetryEvent({
  name: 'VehicleStopReported',
  version: 1,
  doc: 'A vehicle said what it did at a stop.',
  fields: {
    stopId: text('GTFS stop_id'),
    kind: oneOf(
      'StopKind',
      ['arrived', 'departed', 'doorsOpened', 'doorsClosed', 'passed'],
      'What happened there',
    ),
    routeId: optional(text('GTFS route_id', 0)),
    tripId: optional(text('GTFS trip_id', 0)),
  },
  example: { stopId: '5863', kind: 'arrived', routeId: '1', tripId: '1669591' },
});
