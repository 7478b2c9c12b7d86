import type { HttpRequest, HttpServer } from '../platform/http/create-http-server.ts';
import { HTTP_PROBLEMS } from '../platform/http/http-problems.ts';
import { HttpProblem } from '../platform/http/problem.ts';
import { acceptTelemetry, type AcceptParts } from './accept-telemetry.ts';
import { authenticate } from './authenticate.ts';
import type { Device, DeviceDirectory } from './device-directory.ts';
import type { Provenance } from './event-record.ts';
import { inflateBody } from './inflate-body.ts';
import type { MemoryBudget } from './memory-budget.ts';
import type { PlausibleBounds } from './quarantine-reason.ts';
import { readItems, type BodyFormat } from './read-items.ts';
import { isTraceparent } from './traceparent.ts';

/** What a request may hold. */
export interface TelemetryLimits {
  readonly maxBodyBytes: number;
  readonly maxInflatedBytes: number;
  readonly maxItems: number;
}

/** What the route works with. */
export interface TelemetryRoute {
  readonly accept: AcceptParts;
  readonly directory: DeviceDirectory;
  readonly budget: MemoryBudget;
  readonly limits: TelemetryLimits;
  readonly bounds: PlausibleBounds;
  /** The time, UTC milliseconds. */
  readonly now: () => number;
  /** Begins a trace for a request that brings none. */
  readonly newTraceparent: () => string;
}

const FORMATS: Readonly<Record<string, BodyFormat>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
};

/** Adds `POST /v1/telemetry`, as `docs/device-contract.md` states it. */
export function addTelemetryRoute(server: HttpServer, route: TelemetryRoute): void {
  // In a scope of its own, so that other routes of the server keep Fastify's way of reading bodies.
  server.register((scope, _, done) => {
    scope.removeAllContentTypeParsers();
    for (const type of Object.keys(FORMATS))
      scope.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    scope.post('/v1/telemetry', {
      onRequest: async (request, reply) => {
        await authenticate(route.directory, request.headers);
        const release = route.budget.claim(announcedBytes(request, route.limits.maxBodyBytes));
        reply.raw.once('close', release);
      },
      handler: async (request, reply) => {
        // Asked again, since the key may have been revoked while the body came in.
        const device = await authenticate(route.directory, request.headers);
        return reply.status(202).send(await take(request, device, route));
      },
    });
    done();
  });
}

function announcedBytes({ headers }: HttpRequest, maxBodyBytes: number): number {
  const announced = Number(headers['content-length'] ?? maxBodyBytes);
  return Number.isFinite(announced) ? Math.min(announced, maxBodyBytes) : maxBodyBytes;
}

function take(
  request: HttpRequest,
  device: Device,
  route: TelemetryRoute,
): ReturnType<typeof acceptTelemetry> {
  const { maxInflatedBytes, maxItems } = route.limits;
  const body = inflateBody(bodyOf(request), request.headers['content-encoding'], maxInflatedBytes);
  const items = readItems(body, formatOf(request), maxItems);
  const options = { receivedAt: route.now(), speaksFor: device.speaksFor, bounds: route.bounds };
  return acceptTelemetry(items, options, provenanceOf(request, device, route), route.accept);
}

function bodyOf({ body }: HttpRequest): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw new HttpProblem(
    HTTP_PROBLEMS.contentTypeUnsupported,
    `Send reports as ${Object.keys(FORMATS).join(' or ')}.`,
  );
}

const formatOf = ({ headers }: HttpRequest): BodyFormat =>
  FORMATS[headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''] ?? 'json';

function provenanceOf(request: HttpRequest, { deviceId }: Device, route: TelemetryRoute): Provenance {
  const { traceparent } = request.headers;
  return {
    source: `/devices/${deviceId}`,
    correlationId: request.id,
    causationId: request.id,
    traceparent: isTraceparent(traceparent) ? traceparent : route.newTraceparent(),
  };
}
