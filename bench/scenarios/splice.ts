import { openLog } from '../../cli/connections.ts';
import { sourceOf } from '../../platform/core/define-projection.ts';
import { vehiclePositions } from '../../projections/vehicle-positions.ts';
import { VehiclePositionReported } from '../../schemas/events/vehicle-position-reported.ts';
import { startBenchStack } from '../bench-stack.ts';
import { fillPositions } from '../fill-positions.ts';
import { runKafkaEngine } from '../run-kafka-engine.ts';
import { runOwnProjection, type OwnRun, type SpliceRun } from '../run-own-projection.ts';
import type { BenchSetting, Figure, ScenarioResult, Scenario } from '../scenario.ts';
import { tableClient } from '../table-client.ts';

/** Kafka to ClickHouse: ours by splice, against ClickHouse's own Kafka engine. */
export const splice: Scenario = {
  name: 'splice',
  doc: "positions from the log into vehicle_positions, against ClickHouse's own Kafka engine (AvroConfluent); with --bytes, large ones",
  run,
};

async function run(setting: BenchSetting): Promise<ScenarioResult> {
  const { events, runs, lifecycle, say } = setting;
  const stack = await startBenchStack(setting);
  const connection = await openLog(stack.environment, lifecycle, [VehiclePositionReported]);
  await fillPositions(connection, setting);
  const topic = connection.names.topicName(sourceOf(vehiclePositions));
  const client = lifecycle.own(tableClient(stack));
  const own: OwnRun[] = [];
  const engine: SpliceRun[] = [];
  for (let index = 0; index < runs; index += 1) {
    const ours = await runOwnProjection(stack, client, setting);
    const theirs = await runKafkaEngine(topic, stack, client, setting);
    for (const found of [ours, theirs]) failUnlessWhole(found, events);
    own.push(ours);
    engine.push(theirs);
    say(`run ${index + 1}: ours ${inSeconds(ours.tookMs)} s, the engine ${inSeconds(theirs.tookMs)} s`);
  }
  return {
    figures: figuresOf(own, engine, events),
    counts: {
      rows: own[0]?.rows ?? 0,
      distinct: own[0]?.distinct ?? 0,
      engineRows: engine[0]?.rows ?? 0,
      engineDistinct: engine[0]?.distinct ?? 0,
    },
  };
}

function figuresOf(own: readonly OwnRun[], engine: readonly SpliceRun[], events: number): readonly Figure[] {
  const rate = (tookMs: number): number => (events / tookMs) * 1000;
  const perMillion = ({ cpuS }: SpliceRun): number => (cpuS / events) * 1_000_000;
  const baseline = { what: 'Kafka engine', runs: engine.map(({ tookMs }) => rate(tookMs)) };
  const whole = { what: 'projection', runs: own.map(({ tookMs }) => rate(tookMs)) };
  const onceUp = {
    what: 'projection, once its process is up',
    runs: own.map(({ tookMs, bootMs }) => rate(tookMs - bootMs)),
  };
  return [
    { measured: whole, baseline, unit: 'rows/s' },
    { measured: onceUp, baseline, unit: 'rows/s' },
    {
      measured: { what: 'cores used, worker and servers', runs: own.map(perMillion) },
      baseline: { what: 'Kafka engine', runs: engine.map(perMillion) },
      unit: 'CPU s / million',
    },
  ];
}

function failUnlessWhole({ rows, distinct }: SpliceRun, events: number): void {
  if (rows !== events || distinct !== events)
    throw new Error(`${events} events became ${rows} rows of ${distinct} identities`);
}

const inSeconds = (ms: number): string => (ms / 1000).toFixed(1);
