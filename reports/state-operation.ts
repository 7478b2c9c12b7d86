import type { JsonSchema } from '../platform/core/fields.ts';
import { instantParameter } from './instant-parameter.ts';
import { problemResponse } from './openapi-schemas.ts';

/** Where states are served, as OpenAPI writes it. */
export const STATE_PATH = '/v1/state/{processor}/{key}';

/** The query of a question after a state. */
export const STATE_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  at: instantParameter(
    'When the log had come to this instant, in the time of its own clock; now unless given',
  ),
  offset: {
    type: 'integer',
    minimum: 0,
    description: 'Instead of `at`: right after the record at this offset of the partition of the key',
  },
};

const INSTANT = { type: ['string', 'null'], format: 'date-time' };
const COUNT = { type: 'integer', minimum: 0 };

const STANDING = {
  type: 'object',
  properties: {
    topic: { type: 'string' },
    partition: COUNT,
    next: { ...COUNT, description: 'The first offset that is not in it any more' },
    time: { ...INSTANT, description: 'The instant that had passed' },
    snapshot: {
      type: ['object', 'null'],
      description: 'The stored snapshot that it was worked out from; null: from the beginning of the log',
      properties: { next: COUNT, time: INSTANT },
    },
    folded: { ...COUNT, description: 'Records of the key and ticks since, of so many that were `read`' },
    read: COUNT,
  },
};

const HELD = {
  oneOf: [
    {
      type: 'object',
      properties: {
        kind: { const: 'processor' },
        state: { description: 'As the declaration of the processor has it' },
        waiting: {
          type: 'array',
          items: { type: 'string', format: 'date-time' },
          description: 'When the reports happened that still waited for older ones, and are not in it',
        },
      },
    },
    {
      type: 'object',
      properties: {
        kind: { const: 'summary' },
        windows: { type: 'array', items: { type: 'object' }, description: 'Those that were remembered' },
      },
    },
  ],
};

const pathParameter = (name: string, description: string): object => ({
  ...{ name, in: 'path', required: true, description, schema: { type: 'string' } },
});

/** The operation on that path, for the OpenAPI document. */
export const STATE_OPERATION: object = {
  operationId: 'state',
  summary: 'What a processor of the first stage held of a key, now or at any moment of the log',
  parameters: [
    pathParameter('processor', 'Its name, for example detect-status-changes'),
    pathParameter('key', 'The id of a vehicle'),
    ...Object.entries(STATE_PARAMETERS).map(([name, schema]) => ({
      ...{ name, in: 'query', required: false, description: schema['description'], schema },
    })),
  ],
  responses: {
    200: {
      description: 'The state, and where it stands',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['processor', 'version', 'key', 'standing', 'held'],
            properties: {
              processor: { type: 'string' },
              version: { type: 'integer' },
              key: { type: 'string' },
              standing: STANDING,
              held: HELD,
            },
          },
        },
      },
    },
    400: problemResponse('Parameters are wrong; `errors` names each'),
    404: problemResponse(
      'No such processor, nothing heard of the key by then, or the log begins later: see `code`',
    ),
    410: problemResponse('The log no longer reaches back to that moment, and no stored snapshot does'),
    422: problemResponse('A processor of a later stage, or more to be read than one answer may'),
    503: problemResponse('Kafka does not answer; try again after Retry-After'),
  },
};
