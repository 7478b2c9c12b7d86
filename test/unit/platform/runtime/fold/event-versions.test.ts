import { expect, test } from 'vitest';
import { createLocalCodec } from '../../../../../platform/avro/create-local-codec.ts';
import { avroSchemaOf, type AnyEvent } from '../../../../../platform/core/define-event.ts';
import { defineProcessor } from '../../../../../platform/core/define-processor.ts';
import { defineSet } from '../../../../../platform/core/define-set.ts';
import { emit } from '../../../../../platform/core/outcomes.ts';
import type { EventCodec, NewRecord } from '../../../../../platform/core/ports.ts';
import { createFoldTask } from '../../../../../platform/runtime/fold/fold-task.ts';
import { TimePassed } from '../../../../../schemas/events/time-passed.ts';
import { asLog } from '../../../../support/fold-log.ts';
import {
  PumpStarted,
  PumpStartedOf1,
  PumpStartedOf2,
  PumpStartedV1,
  PumpStartedV2,
} from '../../../../support/pump-versions.ts';
import { names } from '../../../../support/said.ts';

/** Says each start again. */
const repeatStarts = defineProcessor({
  name: 'repeat-starts',
  version: 1,
  doc: 'Repeats.',
  consumes: [PumpStarted],
  emits: [PumpStarted],
  initialState: () => 0,
  on: {
    PumpStarted: (seen, { pumpId, strokesHz, mode }) =>
      emit(seen + 1, PumpStarted.of({ pumpId, strokesHz, mode })),
  },
});
const set = defineSet({ name: 'pumps', version: 1, source: 'pumps', stage: 'later', folds: [repeatStarts] });
const older = [PumpStartedOf1, PumpStartedOf2, PumpStarted].map(avroSchemaOf);
const newest = createLocalCodec({
  events: [PumpStarted, TimePassed],
  upcasters: [PumpStartedV1, PumpStartedV2],
  older,
});

async function startFold(codec: EventCodec, ...values: readonly Buffer[]) {
  await codec.learn(values);
  const setting = { set, partition: 0, partitions: 1, names, codec, tick: TimePassed };
  const records = values.map((value) => ({ topic: names.topicName('pumps'), key: 'north', value }));
  return { task: createFoldTask(setting, new Map()), records: asLog(records) };
}

/** What a build of the first version wrote. */
function written(event: AnyEvent, changes: object = {}): Buffer {
  const value = createLocalCodec({ events: [event] }).encode(event.name, { ...event.example, ...changes });
  value.writeUInt32BE(3, 1);
  return value;
}

const outputsOf = (records: readonly NewRecord[], topic: string) =>
  records.filter((record) => record.topic === topic);

test('given records of an old and of the newest version, when they are folded, then handlers see one event', async () => {
  const values = [written(PumpStartedOf1), newest.encode('PumpStarted', PumpStarted.example)];
  const { task, records } = await startFold(newest, ...values);
  for (const record of records) task.apply(record);
  const said = outputsOf(task.take(), names.topicName('pumps')).map(({ value }) => newest.decode(value).data);
  expect(said).toMatchObject([
    { pumpId: 'north', strokesHz: 1.5, mode: 'manual' },
    { pumpId: 'north', strokesHz: 1.5, mode: 'manual' },
  ]);
});

test('given a record that its upcaster throws at, when it is folded, then it is a dead letter, untouched', async () => {
  const bad = written(PumpStartedOf1, { strokesPerMinute: -1 });
  const { task, records } = await startFold(newest, bad, written(PumpStartedOf1));
  for (const record of records) task.apply(record);
  const taken = task.take();
  expect(outputsOf(taken, names.dead('repeat-starts')).map(({ value }) => value)).toEqual([bad]);
  expect(outputsOf(taken, names.topicName('pumps'))).toHaveLength(1);
});

test('given a record of a newer build, when it is folded, then the task fails rather than divert it', async () => {
  const codec = createLocalCodec({
    events: [PumpStartedOf2, TimePassed],
    upcasters: [PumpStartedV1],
    older: [avroSchemaOf(PumpStarted)],
  });
  const value = Buffer.from(newest.encode('PumpStarted', PumpStarted.example));
  value.writeUInt32BE(3, 1);
  const { task, records } = await startFold(codec, value);
  expect(() => records.forEach((record) => task.apply(record))).toThrow(
    expect.objectContaining({ code: 'event-version-unknown' }) as Error,
  );
});
