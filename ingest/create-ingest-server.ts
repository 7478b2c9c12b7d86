import { healthOf, type Checks } from '../platform/core/health.ts';
import type { Logger } from '../platform/core/logger.ts';
import type { Metrics } from '../platform/core/metrics.ts';
import type { SubjectKeys } from '../platform/core/personal-data.ts';
import type { LogAppender } from '../platform/core/ports.ts';
import { createHttpServer, type HttpServer } from '../platform/http/create-http-server.ts';
import { addTelemetryRoute, type TelemetryLimits } from './add-telemetry-route.ts';
import { createAppendQueue } from './append-queue.ts';
import type { DeviceDirectory } from './device-directory.ts';
import type { RecordMaker } from './event-record.ts';
import { createMemoryBudget } from './memory-budget.ts';
import { openApi } from './openapi.ts';
import type { PlausibleBounds } from './quarantine-reason.ts';

/** All that the ingest API is given by its owner. */
export interface IngestParts {
  /** Null where there is no master key: then reports that name persons are refused. */
  readonly subjectKeys: SubjectKeys | null;
  readonly log: RecordMaker & { readonly append: LogAppender['append']; readonly directory: DeviceDirectory };
  readonly limits: TelemetryLimits & { readonly requestTimeoutMs: number; readonly maxWaitingBytes: number };
  readonly bounds: PlausibleBounds;
  readonly watch: { readonly logger: Logger; readonly metrics: Metrics; readonly checks: Checks };
  /** Time and chance. */
  readonly world: {
    readonly now: () => number;
    readonly newRequestId: () => string;
    readonly newTraceparent: () => string;
  };
}

/** The ingest API, not yet listening: `POST /v1/telemetry`, `GET /v1/openapi.json`, `GET /health`. */
export function createIngestServer(parts: IngestParts): HttpServer {
  const { log, subjectKeys, limits, bounds, watch, world } = parts;
  const { metrics, checks } = watch;
  const server = createHttpServer({ ...watch, ...limits, newRequestId: world.newRequestId });
  const budget = createMemoryBudget(limits.maxWaitingBytes, (bytes) =>
    metrics.set('tacho_ingest_waiting_bytes', {}, bytes),
  );
  const queue = createAppendQueue({ append: log.append, budget, metrics });
  addTelemetryRoute(server, {
    accept: { names: log.names, codec: log.codec, queue, metrics, subjectKeys },
    directory: log.directory,
    budget,
    limits,
    bounds,
    now: world.now,
    newTraceparent: world.newTraceparent,
  });
  server.get('/v1/openapi.json', () => openApi());
  server.get('/health', (_, reply) => {
    const { status, body } = healthOf(checks);
    return reply.status(status).send(body);
  });
  return server;
}
