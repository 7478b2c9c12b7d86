import type { JsonSchema } from '../platform/core/fields.ts';
import { telemetryEvents } from '../schemas/index.ts';
import { ITEM_ERRORS } from './item-error.ts';
import { receivedSchema } from './received-report.ts';
import { STATUSES } from './statuses.ts';

const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

const COUNTS: Readonly<Record<string, JsonSchema>> = {
  accepted: { type: 'integer' },
  quarantined: { type: 'integer' },
  rejected: { type: 'integer' },
  errorCount: { type: 'integer' },
  errors: { type: 'array', items: reference('ItemError') },
};

const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...Object.fromEntries(telemetryEvents.map((event) => [event.name, receivedSchema(event)])),
  Report: {
    oneOf: telemetryEvents.map(({ name }) => reference(name)),
    discriminator: { propertyName: 'type' },
  },
  ItemError: {
    type: 'object',
    properties: {
      index: { type: 'integer', minimum: 0 },
      code: { enum: Object.keys(ITEM_ERRORS) },
      detail: { type: 'string' },
      pointer: { type: 'string' },
    },
    required: ['index', 'code', 'detail'],
  },
  Acknowledgement: {
    type: 'object',
    properties: { ...COUNTS, position: { type: 'string' } },
    required: [...Object.keys(COUNTS), 'position'],
  },
  Problem: {
    type: 'object',
    description: 'RFC 9457; 403 and 422 hold the counts and errors too',
    properties: {
      type: { type: 'string', format: 'uri' },
      title: { type: 'string' },
      status: { type: 'integer' },
      code: { type: 'string' },
      detail: { type: 'string' },
      requestId: { type: 'string' },
      ...COUNTS,
    },
    required: ['type', 'title', 'status', 'code', 'detail'],
  },
};

/** The ingest API as an OpenAPI 3.1 document, made from the declared events. */
export const openApi = (): object => ({
  openapi: '3.1.0',
  info: { title: 'Tachograph ingest', version: '1', description: 'See docs/device-contract.md.' },
  paths: {
    '/v1/telemetry': {
      post: {
        operationId: 'postTelemetry',
        summary: 'Appends reports of vehicles; answered when Kafka has them.',
        security: [{ bearer: [] }, { deviceKey: [] }],
        requestBody: { required: true, content: CONTENT },
        responses: Object.fromEntries(Object.entries(STATUSES).map(responseOf)),
      },
    },
  },
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'id.secret' },
      deviceKey: { type: 'apiKey', in: 'header', name: 'x-device-key' },
    },
    schemas: SCHEMAS,
  },
});

const CONTENT = {
  'application/json': {
    schema: { oneOf: [reference('Report'), { type: 'array', items: reference('Report') }] },
  },
  'application/x-ndjson': { schema: { type: 'string', description: 'One report a line' } },
};

function responseOf([status, { meaning }]: readonly [string, { readonly meaning: string }]): [
  string,
  object,
] {
  const content =
    status === '202'
      ? { 'application/json': { schema: reference('Acknowledgement') } }
      : { 'application/problem+json': { schema: reference('Problem') } };
  return [status, { description: meaning, content }];
}
