import { defineEvent } from '../../platform/core/define-event.ts';
import { double, long, timestamp } from '../../platform/core/fields.ts';
import { vehicleChange, vehicleChangeExample } from '../vehicle-change.ts';

/** A vehicle is no longer faster than allowed. */
export const SpeedingEnded = defineEvent({
  name: 'SpeedingEnded',
  version: 1,
  doc: 'A vehicle is no longer faster than allowed, or was not heard of any more; then it ended with its last report.',
  topic: 'vehicle-changes',
  key: 'vehicleId',
  fields: {
    ...vehicleChange,
    startedAt: timestamp('When it began; UTC milliseconds'),
    durationMs: long('How long it lasted, milliseconds'),
    maxSpeedMps: double('Greatest speed in that time, metres a second'),
    limitMps: double('Greatest speed allowed when it began, metres a second'),
  },
  example: {
    ...vehicleChangeExample,
    startedAt: Date.UTC(2016, 10, 25, 18, 2),
    durationMs: 120_000,
    maxSpeedMps: 31.2,
    limitMps: 27.8,
  },
});
