import { openLog } from '../../cli/connections.ts';
import { sourceOf } from '../../platform/core/define-projection.ts';
import { createLifecycle } from '../../platform/runtime/lifecycle.ts';
import { vehiclePositions } from '../../projections/vehicle-positions.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { startBenchStack } from '../bench-stack.ts';
import { fillPositions } from '../fill-positions.ts';
import { runArchive } from '../run-archive.ts';
import { runOwnProjection, weighOwnTable } from '../run-own-projection.ts';
import type { BenchSetting, Figure, ScenarioResult, Scenario } from '../scenario.ts';
import { tableClient } from '../table-client.ts';
import { weighSegments, weighValues } from '../weigh-log.ts';

/** Bytes of an event in each place that stores it. */
export const storage: Scenario = {
  name: 'storage',
  doc: 'bytes an event of the telemetry topic in Kafka (segments, not their indexes), of its row in ClickHouse (all parts merged) and in the archive (files and manifests), small events and large ones (--bytes, 1,500 unless said), against the Avro value alone',
  run,
};

const LARGE_BYTES = 1500;

/** Bytes an event, place by place. */
interface Weights {
  readonly value: number;
  readonly kafka: number;
  readonly clickhouse: number;
  readonly archive: number;
}

async function run(setting: BenchSetting): Promise<ScenarioResult> {
  const sizes = { small: null, large: setting.bytes ?? LARGE_BYTES };
  const figures: Figure[] = [];
  const counts: Record<string, number> = {};
  for (const [size, bytes] of Object.entries(sizes)) {
    const { weights, counted } = await weighAll({ ...setting, bytes });
    figures.push(...figuresOf(size, weights));
    for (const [place, count] of Object.entries(counted)) counts[`${size}, ${place}`] = count;
  }
  return { figures, counts };
}

interface Weighed {
  readonly weights: Weights;
  /** Events found at each place: all of them. */
  readonly counted: Readonly<Record<string, number>>;
}

/** Opens and closes its connections, so that data of one size does not burden the next. */
async function weighAll(setting: BenchSetting): Promise<Weighed> {
  const lifecycle = createLifecycle();
  try {
    return await weighOn({ ...setting, lifecycle });
  } finally {
    await lifecycle.close();
  }
}

async function weighOn(setting: BenchSetting): Promise<Weighed> {
  const { events, lifecycle, say } = setting;
  const stack = await startBenchStack(setting);
  const connection = await openLog(stack.environment, lifecycle, [VehiclePositionReported]);
  await fillPositions(connection, setting);
  const topic = connection.names.topicName(sourceOf(vehiclePositions));
  const client = lifecycle.own(tableClient(stack));
  const values = await weighValues(connection, topic);
  const segments = await weighSegments(stack, topic);
  const { rows, distinct } = await runOwnProjection(stack, client, setting);
  const table = await weighOwnTable(stack, client);
  const archived = await runArchive(stack, setting);
  const counted = { kafka: values.events, rows, distinct, stored: table.events, archived: archived.events };
  for (const [place, count] of Object.entries(counted))
    if (count !== events) throw new Error(`${events} events became ${count} (${place})`);
  say(`values of ${Math.round(values.bytes / events)} bytes are in log, table and archive`);
  return {
    weights: {
      value: values.bytes / events,
      kafka: segments / events,
      clickhouse: table.bytes / events,
      archive: archived.bytes / events,
    },
    counted,
  };
}

function figuresOf(size: string, { value, kafka, clickhouse, archive }: Weights): readonly Figure[] {
  const figure = (where: string, bytes: number): Figure => ({
    measured: { what: `${size}, in ${where}`, runs: [bytes] },
    baseline: { what: 'its value', runs: [value] },
    unit: 'bytes / event',
  });
  return [figure('Kafka', kafka), figure('ClickHouse', clickhouse), figure('the archive', archive)];
}
