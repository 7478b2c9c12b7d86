import { PROBLEM_TYPE } from '../platform/http/problem.ts';

const OFFSETS = { type: 'object', additionalProperties: { type: 'integer' } };
const INSTANT = { type: ['string', 'null'], format: 'date-time' };
const COUNT = { type: 'integer', minimum: 0 };

/** Where an answer stands, as JSON Schema. */
export const STANDING_SCHEMA = {
  type: 'object',
  description: 'Where an answer stands: what of the log is part of it',
  required: ['projections', 'quarantined'],
  properties: {
    projections: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          projection: { type: 'string' },
          version: { type: ['integer', 'null'], description: 'Null where it has not begun' },
          topic: { type: 'string' },
          offsets: { ...OFFSETS, description: 'By partition: the first offset that is not yet included' },
          time: { ...INSTANT, description: 'The instant that has passed for all that is included' },
          newestEventAt: { ...INSTANT, description: 'When the newest report included was received' },
          late: { ...COUNT, description: 'Reports beyond the horizon: in history, not in summaries' },
          duplicates: { ...COUNT, description: 'Reports that were there already' },
          dead: { ...COUNT, description: 'Records that could not be processed and stand apart' },
        },
      },
    },
    quarantined: { ...COUNT, description: 'Reports kept apart because they cannot be true' },
    includesPosition: { type: 'boolean', description: 'Only where `position` was asked for' },
  },
};

/** A problem (RFC 9457), as JSON Schema. */
export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457; `code` is what programs can rely on',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { parameter: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};

/** An answer that is a problem. */
export const problemResponse = (description: string): object => ({
  description,
  content: {
    [PROBLEM_TYPE.split(';', 1)[0] ?? PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } },
  },
});
