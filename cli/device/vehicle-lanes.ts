import type { TelemetryReport } from '../sources/telemetry-report.ts';

type Post = (batch: readonly TelemetryReport[]) => Promise<void>;

interface Lane {
  waiting: TelemetryReport[];
  underWay: Promise<void>;
}

/** Lanes that each post one batch at a time; a vehicle keeps to one lane, and so its reports keep their order. */
export interface VehicleLanes {
  /** Takes a report; waits while its lane is full. */
  push(report: TelemetryReport): Promise<void>;
  /** Posts what is waiting and resolves when every batch is answered; rejects with the first failure. */
  flush(): Promise<void>;
}

/** Opens lanes: at most two batches of each lane are in memory. After a failed post nothing more is posted. */
export function vehicleLanes(options: {
  readonly lanes: number;
  readonly batchSize: number;
  readonly post: Post;
}): VehicleLanes {
  const lanes = Array.from({ length: options.lanes }, (): Lane => ({
    waiting: [],
    underWay: Promise.resolve(),
  }));
  const failures: unknown[] = [];
  const throwFailure = (): void => {
    if (failures.length > 0) throw failures[0];
  };
  const postUnlessFailed = async (batch: readonly TelemetryReport[]): Promise<void> => {
    if (failures.length > 0 || batch.length === 0) return;
    await options.post(batch).catch((error: unknown) => void failures.push(error));
  };
  const depart = async (lane: Lane): Promise<void> => {
    const batch = lane.waiting;
    const before = lane.underWay;
    lane.waiting = [];
    lane.underWay = before.then(() => postUnlessFailed(batch));
    await before;
    throwFailure();
  };
  return {
    push: async (report) => {
      throwFailure();
      const lane = lanes[laneOf(report.vehicleId, options.lanes)];
      if (lane === undefined) throw new RangeError('there must be one lane or more');
      lane.waiting.push(report);
      if (lane.waiting.length >= options.batchSize) await depart(lane);
    },
    flush: async () => {
      await Promise.all(lanes.map(depart));
      await Promise.all(lanes.map(({ underWay }) => underWay));
      throwFailure();
    },
  };
}

/** FNV-1a over the UTF-16 units: spreads vehicles with numbered names evenly. */
function laneOf(vehicleId: string, lanes: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < vehicleId.length; index++) {
    hash = Math.imul(hash ^ vehicleId.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % lanes;
}
