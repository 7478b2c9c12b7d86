import { defineEvent } from '../../platform/core/define-event.ts';
import { double, int, listOf, long, optional, text, timestamp, wordOf } from '../../platform/core/fields.ts';
import { VehiclePositionReported } from './vehicle-position-reported.ts';

const ENDINGS = ['next-trip', 'no-trip', 'silence', 'service-day'] as const;

/** Why a trip is over. */
export type TripEnding = (typeof ENDINGS)[number];

/** A trip is over: all that a reader needs to know of it, so that none has to look things up. */
export const TripCompleted = defineEvent({
  name: 'TripCompleted',
  version: 1,
  doc: 'A trip is over: all that a reader needs to know of it, so that none has to look things up.',
  topic: 'trips',
  key: 'vehicleId',
  fields: {
    vehicleId: text('The vehicle'),
    tripId: text('GTFS trip_id'),
    serviceDay: text('The local date that names the service day, YYYY-MM-DD'),
    routeId: text('GTFS route_id; empty where the vehicle named none', 0),
    directionId: VehiclePositionReported.fields.directionId,
    operatorId: VehiclePositionReported.fields.operatorId,
    vehicleType: VehiclePositionReported.fields.vehicleType,
    startedAt: timestamp('When its first report happened; UTC milliseconds'),
    endedAt: timestamp('When its last report happened; UTC milliseconds'),
    endedBy: wordOf(
      ENDINGS,
      'What ended it: the vehicle began another trip, went on without one for five minutes, was silent for fifteen, or its service day ended',
    ),
    firstStopId: optional(text('GTFS stop_id of the first stop; null where none was reported')),
    lastStopId: optional(text('GTFS stop_id of the last stop; null where none was reported')),
    stops: int('Stops served or passed, one after the other'),
    dwellMs: long('Time between arrival or opening of doors and closing or departure, milliseconds'),
    firstLatitude: optional(double('Latitude of the first position, degrees; null where none was reported')),
    firstLongitude: optional(double('Longitude of the first position, degrees')),
    lastLatitude: optional(double('Latitude of the last position, degrees')),
    lastLongitude: optional(double('Longitude of the last position, degrees')),
    positions: long('Positions reported'),
    distanceMm: long(
      'Great circle from position to position, millimetres; gaps of more than five minutes left out',
    ),
    speedMeanUmps: long('Mean of the reported speeds, micrometres a second; 0 without positions'),
    speedMaxUmps: long('Greatest reported speed, micrometres a second; 0 without positions'),
    delayStartS: optional(int('First delay that was reported, seconds; negative when early')),
    delayEndS: optional(int('Last delay that was reported, seconds; negative when early')),
    faults: listOf(text('Fault code'), 'Faults raised during the trip, each once, the first 32'),
  },
  example: {
    eventId: 'b6d767d2-f8ed-5d21-a44b-0e5886680cb9',
    receivedAt: Date.UTC(2016, 10, 25, 18, 55, 2),
    vehicleId: '8940',
    tripId: '1669591',
    serviceDay: '2016-11-25',
    routeId: '1',
    directionId: 1,
    operatorId: 'capmetro',
    vehicleType: 'bus',
    startedAt: Date.UTC(2016, 10, 25, 17, 53, 40),
    endedAt: Date.UTC(2016, 10, 25, 18, 54, 50),
    endedBy: 'next-trip',
    firstStopId: '5863',
    lastStopId: '2767',
    stops: 41,
    dwellMs: 734_000,
    firstLatitude: 30.421946,
    firstLongitude: -97.665924,
    lastLatitude: 30.162883,
    lastLongitude: -97.790321,
    positions: 351,
    distanceMm: 36_412_880,
    speedMeanUmps: 9_921_400,
    speedMaxUmps: 24_140_160,
    delayStartS: 42,
    delayEndS: 310,
    faults: ['P0217'],
  },
});
