import { describe, expect, it } from 'vitest';
import { TachoError } from '../../../platform/core/errors.ts';
import type { SealedValue } from '../../../platform/core/personal-data.ts';
import { readSealedText } from '../../../platform/core/sealed-text.ts';
import {
  NOW,
  sentPosition,
  post,
  startIngest,
  type StartedIngest,
  type WrittenEvent,
} from './started-ingest.ts';

const DRIVER = 'driver-mueller';

const driver = (more: object = {}): object => ({
  type: 'VehicleDriverReported',
  vehicleId: '8940',
  occurredAt: NOW - 60_000,
  driverId: DRIVER,
  present: true,
  ...more,
});

const ahead = driver({ occurredAt: NOW + 600_000 });

/** The sealed value of a record, with its place. */
function sealedIn({ data, name }: WrittenEvent): SealedValue {
  const { driverId, report } = data as unknown as { readonly driverId?: string; readonly report?: string };
  const kept = JSON.parse(report ?? '{}') as { readonly driverId?: string };
  const place = { event: 'VehicleDriverReported', field: 'driverId', eventId: data.eventId };
  expect(name).toBe(report === undefined ? 'VehicleDriverReported' : 'TelemetryQuarantined');
  return { text: driverId ?? kept.driverId ?? '', place };
}

async function everything({ log }: StartedIngest): Promise<string> {
  const texts: string[] = [];
  for (const topic of ['tacho.telemetry', 'tacho.quarantine'])
    for (let partition = 0; partition < 4; partition += 1)
      for await (const { records } of log.readPartition(topic, partition, 0))
        for (const { key, value, headers } of records)
          texts.push(key ?? '', value?.toString('latin1') ?? '', JSON.stringify(headers));
  return texts.join('\n');
}

describe('a report that names a driver', () => {
  it('is sealed before it is written, in telemetry and in quarantine, and can be opened where it stands', async () => {
    const ingest = await startIngest();
    const key = await ingest.add({ vehicles: ['8940'], label: '' });
    expect((await post(ingest, key, [driver(), ahead])).body).toMatchObject({ accepted: 1, quarantined: 1 });

    const written = [...(await ingest.written('telemetry')), ...(await ingest.written('quarantine'))];
    expect(written).toHaveLength(2);
    const text = await everything(ingest);
    expect(text).toContain('8940');
    expect(text).not.toContain(DRIVER);
    const opened = await ingest.personalKeys.openSealed(written.map(sealedIn));
    expect(opened).toEqual(written.map(() => ({ kind: 'plain', plain: DRIVER })));
  });

  it('cannot be opened elsewhere: the value of one event is worth nothing in another', async () => {
    const ingest = await startIngest();
    const key = await ingest.add({ vehicles: ['8940'], label: '' });
    await post(ingest, key, [driver({ sequence: 1 }), driver({ sequence: 2 })]);
    const [one, two] = (await ingest.written('telemetry')).map(sealedIn);
    const moved = { text: one?.text ?? '', place: two?.place ?? { event: '', field: '', eventId: '' } };
    expect(await ingest.personalKeys.openSealed([moved])).toEqual([{ kind: 'unknown' }]);
  });

  it('has the same id when it is sent again, and another one for another driver or the other way', async () => {
    const ingest = await startIngest();
    const key = await ingest.add({ vehicles: ['8940'], label: '' });
    await post(ingest, key, [driver(), driver({ driverId: 'driver-ito' }), driver({ present: false })]);
    await post(ingest, key, driver());
    const ids = (await ingest.written('telemetry')).map(({ data }) => data.eventId);
    expect(ids).toHaveLength(4);
    expect(ids[3]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(3);
  });

  it('shows as forgotten when the key is destroyed, and what comes later has nothing to do with it', async () => {
    const ingest = await startIngest();
    const key = await ingest.add({ vehicles: ['8940'], label: '' });
    await post(ingest, key, driver({ sequence: 1 }));
    await ingest.personalKeys.forget(DRIVER);
    await post(ingest, key, driver({ sequence: 2 }));

    const sealed = (await ingest.written('telemetry')).map(sealedIn);
    expect(await ingest.personalKeys.openSealed(sealed)).toEqual([
      { kind: 'forgotten' },
      { kind: 'plain', plain: DRIVER },
    ]);
    expect(new Set(sealed.map(({ text }) => readSealedText(text)?.token)).size).toBe(2);
  });

  it('makes no key where it is refused', async () => {
    const ingest = await startIngest();
    const key = await ingest.add({ vehicles: ['8940'], label: '' });
    await post(ingest, key, [driver({ vehicleId: '1' }), driver({ present: 'yes' })]);
    expect(await ingest.personalKeys.tokenOf(DRIVER)).toBeNull();
  });

  it('is never quoted in an answer', async () => {
    const ingest = await startIngest();
    const key = await ingest.add({ vehicles: ['8940'], label: '' });
    const wrong = [driver({ present: 'yes' }), driver({ driverId: DRIVER.repeat(40) }), driver({ more: 1 })];
    const ndjson = { 'content-type': 'application/x-ndjson' };
    const answers = [
      await post(ingest, key, wrong),
      await post(ingest, key, `"${DRIVER}" x\n{"driverId": ${DRIVER}}`, ndjson),
      await post(ingest, key, `{"driverId": ${DRIVER}}`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 400]);
    expect(JSON.stringify(answers)).not.toContain(DRIVER);
  });
});

describe('without what is needed to seal', () => {
  it('refuses reports that name persons, and takes the others', async () => {
    const ingest = await startIngest({ hasMasterKey: false });
    const key = await ingest.add({ vehicles: ['8940'], label: '' });
    const { body } = await post(ingest, key, [driver(), sentPosition()]);
    expect(body).toMatchObject({
      accepted: 1,
      rejected: 1,
      errors: [{ code: 'personal-refused', index: 0 }],
    });
  });

  it('answers 503 while the keys cannot be had, to those alone who name persons', async () => {
    const ingest = await startIngest();
    const key = await ingest.add({ vehicles: ['8940'], label: '' });
    ingest.keyStore.find = () => Promise.reject(new TachoError('keys-unavailable', 'away'));
    const refused = await post(ingest, key, [sentPosition(), driver()]);
    expect(refused).toMatchObject({ status: 503, body: { code: 'keys-unavailable' } });
    expect(refused.headers['retry-after']).toBe('2');
    expect((await post(ingest, key, sentPosition())).status).toBe(202);
  });
});
