import { defineEvent } from '../../platform/core/define-event.ts';
import { defineUpcaster } from '../../platform/core/define-upcaster.ts';
import { double, int, oneOf, optional, text } from '../../platform/core/fields.ts';

const envelope = { eventId: '8f14e45f-ceea-5672-9a2b-3c5d7e9f1a2b', receivedAt: 1_480_096_421_250 };
const PUMP = { name: 'PumpStarted', topic: 'pumps', doc: 'A pump was started.' } as const;

const first = {
  version: 1,
  doc: PUMP.doc,
  fields: {
    code: text('The pump'),
    strokesPerMinute: int('Strokes a minute'),
    by: optional(text('Who did it')),
  },
  example: { ...envelope, code: 'north', strokesPerMinute: 90, by: 'Ada' },
} as const;

const second = {
  version: 2,
  doc: PUMP.doc,
  fields: {
    pumpId: text('The pump'),
    strokesHz: double('Strokes a second'),
    by: optional(text('Who did it')),
  },
  example: { ...envelope, pumpId: 'north', strokesHz: 1.5, by: 'Ada' },
} as const;

/** An event that has had three versions, as the builds of each time declared it. */
export const PumpStartedOf1 = defineEvent({ ...PUMP, ...first, key: 'code' });
export const PumpStartedOf2 = defineEvent({ ...PUMP, ...second, key: 'pumpId' });

/** A pump was started: the newest version. */
export const PumpStarted = defineEvent({
  ...PUMP,
  version: 3,
  key: 'pumpId',
  fields: {
    pumpId: text('The pump'),
    strokesHz: double('Strokes a second'),
    mode: oneOf('PumpMode', ['manual', 'automatic'], 'Whether somebody did it'),
  },
  example: { ...envelope, pumpId: 'north', strokesHz: 1.5, mode: 'manual' },
});

/** The second version, which did not know its mode. */
export const PumpStartedV2 = defineUpcaster({
  ...second,
  to: PumpStarted,
  upcast: ({ by, ...same }) => ({ ...same, mode: by === null ? 'automatic' : 'manual' }),
});

/** The first version, which counted by the minute. */
export const PumpStartedV1 = defineUpcaster({
  ...first,
  to: PumpStartedV2,
  upcast: ({ code, strokesPerMinute, by }) => {
    if (strokesPerMinute < 0) throw new RangeError('a pump does not go backwards');
    return { pumpId: code, strokesHz: strokesPerMinute / 60, by };
  },
});
