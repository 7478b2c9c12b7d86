import { defineEvent } from '../../platform/core/define-event.ts';
import { text } from '../../platform/core/fields.ts';

/** The key of a device is no longer valid. */
export const DeviceRevoked = defineEvent({
  name: 'DeviceRevoked',
  version: 1,
  doc: 'The key of a device is no longer valid.',
  topic: 'devices',
  key: 'deviceId',
  fields: { deviceId: text('The public half of the key') },
  example: {
    eventId: 'c74d97b0-1eae-557e-8409-9d6bb5a1b6ee',
    receivedAt: Date.UTC(2016, 10, 26, 6),
    deviceId: 'd8940a1',
  },
});
