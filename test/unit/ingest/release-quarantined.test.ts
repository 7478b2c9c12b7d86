import { expect, it } from 'vitest';
import { releaseQuarantined } from '../../../ingest/release-quarantined.ts';
import { createLocalCodec } from '../../../platform/avro/create-local-codec.ts';
import { namesIn } from '../../../platform/core/topic-names.ts';
import type { TelemetryQuarantined } from '../../../schemas/events/telemetry-quarantined.ts';
import type { DataOf } from '../../../platform/core/define-event.ts';
import { events, upcasters } from '../../../schemas/index.ts';
import { sentPosition, post, startIngest } from './started-ingest.ts';

it('appends the report under its own id and time of receipt, as it would have been', async () => {
  const ingest = await startIngest();
  const key = await ingest.add({ vehicles: ['8940'], label: '' });
  await post(ingest, key, sentPosition({ speedMps: 46, routeId: '1', sequence: 3 }));
  const [kept] = await ingest.written('quarantine');
  const appender = await ingest.log.appender();

  await releaseQuarantined([kept?.data as DataOf<typeof TelemetryQuarantined>], {
    names: namesIn('tacho'),
    codec: createLocalCodec({ events, upcasters }),
    append: (records) => appender.append(records),
  });

  const [released] = await ingest.written('telemetry');
  expect(released).toMatchObject({
    name: 'VehiclePositionReported',
    data: {
      eventId: kept?.data.eventId,
      receivedAt: kept?.data.receivedAt,
      speedMps: 46,
      routeId: '1',
      sequence: 3,
      tripId: null,
    },
    record: { key: '8940', headers: { causationid: kept?.data.eventId } },
  });
  expect(released?.partition).toBe(kept?.partition);
});
