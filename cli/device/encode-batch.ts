import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { TelemetryReport } from '../sources/telemetry-report.ts';

const gzipped = promisify(gzip);

/** A batch as a device sends it: one JSON object a line, gzip. */
export const encodeBatch = (batch: readonly TelemetryReport[]): Promise<Buffer> =>
  gzipped(batch.map((report) => `${JSON.stringify(report)}\n`).join(''));
