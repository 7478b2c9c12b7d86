import { text, timestamp } from '../platform/core/fields.ts';
import { faultSeverity } from './fault-severity.ts';

/** What is said when a fault is raised and when it is cleared. */
export const faultChange = {
  vehicleId: text('The vehicle'),
  occurredAt: timestamp('When the change happened; UTC milliseconds'),
  code: text('Fault code'),
  severity: faultSeverity,
  raisedAt: timestamp('When the fault was raised; UTC milliseconds'),
};

/** An example of it, with an envelope. */
export const faultChangeExample = {
  eventId: 'c20ad4d7-6fe9-5759-aa27-a0c99bff6710',
  receivedAt: Date.UTC(2016, 10, 25, 18, 9, 1),
  vehicleId: '8940',
  occurredAt: Date.UTC(2016, 10, 25, 18, 9),
  code: 'P0217',
  severity: 'critical',
  raisedAt: Date.UTC(2016, 10, 25, 18, 9),
} as const;
