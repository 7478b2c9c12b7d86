import { describe, expect, test } from 'vitest';
import type { Fold, ProcessorSet } from '../../../../../platform/core/define-set.ts';
import { minutes } from '../../../../../platform/core/durations.ts';
import type { LogRecord, NewRecord } from '../../../../../platform/core/ports.ts';
import { setBeside } from '../../../../../platform/core/set-beside.ts';
import { detectStatusChanges } from '../../../../../processors/detect-status-changes.ts';
import { processorSets, vehicleSet } from '../../../../../processors/index.ts';
import { publishPublicPositions } from '../../../../../processors/publish-public-positions.ts';
import { summarizeVehicleDays } from '../../../../../processors/summarize-vehicle-days.ts';
import { summarizeVehicleMinutes } from '../../../../../processors/summarize-vehicle-minutes.ts';
import { asLog, foldLog, type FoldPlan } from '../../../../support/fold-log.ts';
import { RECORDED_FROM, recordedLog } from '../../../../support/recorded-log.ts';
import { codec, heard, names } from '../../../../support/said.ts';

const log = asLog(recordedLog({ seed: 7, partitions: 1, minutes: 90 }));
const start = offsetAt(RECORDED_FROM + minutes(60));
/** Longer than anything in the recording is late or open. */
const warmUp = offsetAt(RECORDED_FROM + minutes(25));

/** The first record that was received at an instant or later. */
function offsetAt(receivedAt: number): number {
  return log.findIndex(({ value }) => codec.decode(value).data.receivedAt >= receivedAt);
}

const versionTwo = (fold: Fold, reads: number, speaks: number): ProcessorSet =>
  setBeside({
    fold: { ...fold, version: 2 },
    of: vehicleSet,
    sets: processorSets,
    source: 'telemetry',
    reads: [reads],
    speaks: [speaks],
  });

const said = (set: ProcessorSet, records: readonly LogRecord[], plan: Partial<FoldPlan> = {}): NewRecord[] =>
  foldLog({ set, ...plan }, records).outputs.map(comparable);

/** Ticks carry counts from the beginning of the fold, which is another one. */
const comparable = (record: NewRecord): NewRecord =>
  record.key === null ? { ...record, value: Buffer.from(String(heard(record)['slotAt'])) } : record;

describe.each([summarizeVehicleMinutes, detectStatusChanges, publishPublicPositions])(
  '$name from a time',
  (fold) => {
    const whole = versionTwo(fold, 0, 0);
    const before = said(whole, log.slice(0, start)).length;
    const expected = said(whole, log).slice(before);
    const warmedUp = versionTwo(fold, warmUp, start);

    test('says what it would have said from then on, had it begun at the beginning', () => {
      expect(expected.filter(({ key }) => key !== null).length).toBeGreaterThan(20);
      expect(said(warmedUp, log.slice(warmUp))).toEqual(expected);
    });

    test('says nothing before', () => {
      expect(said(warmedUp, log.slice(warmUp, start))).toEqual([]);
      expect(said(whole, log.slice(warmUp, start))).not.toEqual([]);
    });

    test('says the same after it was lost in the middle of its warm-up, and later', () => {
      const lost = [start - warmUp - 150, start - warmUp - 1, start - warmUp + 40];
      const plan = {
        commitsAfter: (index: number) => index % 90 === 0,
        crashesAfter: (index: number) => lost.includes(index),
      };
      expect(said(warmedUp, log.slice(warmUp), plan)).toEqual(expected);
    });
  },
);

test('of a version from the beginning only ids and version differ from what stands in the set', () => {
  const own = said(versionTwo(summarizeVehicleMinutes, 0, 0), log)
    .filter(isMinute)
    .map(withoutId);
  const inSet = said(vehicleSet, log).filter(isMinute).map(withoutId);
  expect(own).toEqual(inSet);
});

test('those that only hand over to a version say nothing, whatever they are handed', () => {
  const records = said(versionTwo(summarizeVehicleDays, 0, 0), log);
  const topics = new Set(records.map(({ topic }) => topic));
  expect([...topics]).toEqual([names.topicName('vehicle-days')]);
});

const isMinute = ({ topic, key }: NewRecord): boolean =>
  key !== null && topic === names.topicName('vehicle-minutes');

function withoutId(record: NewRecord): object {
  const { eventId, ...event } = heard(record);
  expect(eventId).not.toBe('');
  return event;
}
