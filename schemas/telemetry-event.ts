import { defineEvent, type DefinedEvent } from '../platform/core/define-event.ts';
import {
  long,
  optional,
  text,
  timestamp,
  type Field,
  type Fields,
  type ValuesOf,
} from '../platform/core/fields.ts';

/** What every report of a vehicle holds besides the envelope. */
type ReportFields = {
  readonly vehicleId: Field<string>;
  readonly occurredAt: Field<number>;
  readonly sequence: Field<number | null>;
  readonly deviceEventId: Field<string | null>;
};

const REPORT_FIELDS: ReportFields = {
  vehicleId: text('The vehicle, as the operator names it'),
  occurredAt: timestamp("When it happened, by the device's clock; UTC milliseconds"),
  sequence: optional(long("The device's own counter", { minimum: 0 })),
  deviceEventId: optional(text("The device's own id of the report")),
};

const ENVELOPE_EXAMPLE = {
  eventId: '8f14e45f-ceea-5672-9a2b-3c5d7e9f1a2b',
  receivedAt: Date.UTC(2016, 10, 25, 17, 53, 41, 250),
  vehicleId: '8940',
  occurredAt: Date.UTC(2016, 10, 25, 17, 53, 40),
  sequence: 4711,
  deviceEventId: null,
};

/** Declares a kind of report of a vehicle: topic `telemetry`, keyed by vehicle. */
export function defineTelemetryEvent<const Name extends string, F extends Fields>(declaration: {
  readonly name: Name;
  readonly version: number;
  readonly doc: string;
  readonly fields: F;
  readonly example: ValuesOf<F>;
}): DefinedEvent<Name, ReportFields & F> {
  return defineEvent<Name, ReportFields & F>({
    ...declaration,
    topic: 'telemetry',
    key: 'vehicleId',
    fields: { ...REPORT_FIELDS, ...declaration.fields },
    example: { ...ENVELOPE_EXAMPLE, ...declaration.example },
  });
}
