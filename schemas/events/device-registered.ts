import { defineEvent } from '../../platform/core/define-event.ts';
import { listOf, longText, text } from '../../platform/core/fields.ts';

/** A device or a gateway may post for some vehicles. */
export const DeviceRegistered = defineEvent({
  name: 'DeviceRegistered',
  version: 1,
  doc: 'A device or a gateway may post for some vehicles, with a key of which only a hash is kept.',
  topic: 'devices',
  key: 'deviceId',
  fields: {
    deviceId: text('The public half of the key'),
    secretSha256: text(
      'SHA-256 of the secret half, hexadecimal; the secret has 256 random bits, so no slow hash is needed',
    ),
    vehicles: listOf(
      text('A vehicle id, or a pattern in which * stands for any text'),
      'Vehicles it speaks for',
    ),
    label: longText('What the operator calls it'),
  },
  example: {
    eventId: '9bf31c7f-f062-536a-96d3-c8bd1f8f2ff3',
    receivedAt: Date.UTC(2016, 10, 25, 6),
    deviceId: 'd8940a1',
    secretSha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
    vehicles: ['8940'],
    label: 'bus 8940, front modem',
  },
});
