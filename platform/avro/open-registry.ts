import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import type { Type } from 'avsc';
import { messageOf, TachoError } from '../core/errors.ts';
import type { AvroSchema } from '../core/fields.ts';
import { compileAvroSchema } from './compile-avro-schema.ts';

const REQUEST_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 5;

/** The schema registry, as the codec uses it. */
export interface Registry {
  /** The id of a schema under a subject, which is registered if need be. */
  readonly register: (subject: string, schema: AvroSchema) => Promise<number>;
  /** The schema of an id, or null where there is none. */
  readonly find: (schemaId: number) => Promise<AvroSchema | null>;
}

type Middleware = NonNullable<ConstructorParameters<typeof SchemaRegistry>[0]['middlewares']>[number];

/** A registry with the Confluent API. Its client retries what is worth it for some seconds. */
export function openRegistry(url: string): Registry {
  const schemaOf = new WeakMap<object, AvroSchema>();
  const compile = (schema: unknown): Type => {
    const type = compileAvroSchema(schema as AvroSchema);
    schemaOf.set(type, schema as AvroSchema);
    return type;
  };
  const client = new SchemaRegistry(
    { host: url, middlewares: [limitTime] },
    // The client hands out types only, and those forget what the schema said; so it compiles with ours.
    { [SchemaType.AVRO]: { typeHook: compile } },
  );
  return {
    async register(subject, schema) {
      try {
        return await despiteRaces(url, subject, async () => {
          const { id } = await client.register(schema as never, { subject });
          return id;
        });
      } catch (error) {
        throw registerError(subject, error);
      }
    },
    async find(schemaId) {
      try {
        return schemaOf.get(await client.getSchema(schemaId)) ?? null;
      } catch (error) {
        return afterFailedFind(error);
      }
    },
  };
}

/** The client itself would wait for an answer for ever. */
const limitTime: Middleware = () => ({
  prepareRequest: async (next) => {
    const request = await next();
    return request.enhance({ timeout: REQUEST_TIMEOUT_MS });
  },
});

/**
 * The client registers a subject first and asks for compatibility then: meanwhile, or for ever if it dies in
 * between, others find a subject without a check and refuse to go on; and of two that ask, one is told 409.
 */
async function despiteRaces(url: string, subject: string, register: () => Promise<number>): Promise<number> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await register();
    } catch (error) {
      const isUnchecked = messageOf(error).includes('(BACKWARD != NONE)');
      if (attempt === MAX_ATTEMPTS || !(isUnchecked || isAboutCompatibility(error))) throw error;
      if (isUnchecked) await askForCompatibility(url, subject);
    }
}

/** The client says in its error what it asked. */
const isAboutCompatibility = (error: unknown): boolean =>
  statusOf(error) === 409 && error instanceof Error && 'url' in error && String(error.url).startsWith('put ');

async function askForCompatibility(url: string, subject: string): Promise<void> {
  const answer = await fetch(`${url}/config/${encodeURIComponent(subject)}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ compatibility: 'BACKWARD' }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new TachoError('registry-unavailable', `${subject}: ${messageOf(error)}`, error);
  });
  if (!answer.ok && answer.status !== 409)
    throw new TachoError(
      'registry-unavailable',
      `${subject}: its compatibility cannot be set, ${answer.status}`,
    );
}

function registerError(subject: string, error: unknown): TachoError {
  if (error instanceof TachoError) return error;
  const status = statusOf(error);
  const isRefused = status === 409 || status === 422 || status === undefined;
  return new TachoError(
    isRefused ? 'schema-incompatible' : 'registry-unavailable',
    `${subject}: ${messageOf(error)}`,
    error,
  );
}

/** Without a status the registry has answered, with something that is not an Avro schema. */
function afterFailedFind(error: unknown): null {
  const status = statusOf(error);
  if (status === 404 || status === undefined) return null;
  throw new TachoError('registry-unavailable', messageOf(error), error);
}

/** The status of an answer; the client says 400 where there was none. */
const statusOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
