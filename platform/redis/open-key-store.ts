import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { messageOf, TachoError } from '../core/errors.ts';
import type { FoundKey, KeptKey, SubjectKeyStore } from '../core/personal-data.ts';

/** Where the keys of persons are. */
export interface KeyStoreSettings {
  readonly redisUrl: string;
  readonly namespace: string;
}

/** A report waits for its key no longer than that. */
const ANSWER_WITHIN_MS = 2000;
const LOOK_EVERY_MS = 20;

/** Under a token that was destroyed stands this instead of a key. */
const DESTROYED = '';

/** Gives the name its key unless it has one; answers with the one that it has then: token and wrapped key. */
const KEEP = `
local token = redis.call('HGET', KEYS[1], ARGV[1])
local key = token and redis.call('HGET', KEYS[2], token)
if key then return {token, key} end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
return {ARGV[2], ARGV[3]}`;

/** Destroys the key of the name and that it was its key; answers with its token, or nothing. */
const DESTROY = `
local token = redis.call('HGET', KEYS[1], ARGV[1])
if token then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('HSET', KEYS[2], token, ARGV[2])
end
return token`;

/** Keeps the keys of persons in two hashes of Redis: by name the token, and by token the wrapped key. */
export function openKeyStore({ redisUrl, namespace }: KeyStoreSettings): SubjectKeyStore {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, commandTimeout: ANSWER_WITHIN_MS });
  redis.on('error', () => undefined);
  // In braces, so that both are on one node of a cluster.
  const [names, keys] = [`{${namespace}:personal}:names`, `{${namespace}:personal}:keys`];
  return {
    find: (wanted) =>
      answered(async () => {
        if (wanted.length === 0) return [];
        const tokens = await redis.hmget(names, ...wanted);
        const held = tokens.filter((token) => token !== null);
        const wrapped = held.length === 0 ? [] : await redis.hmget(keys, ...held);
        const kept = new Map(held.map((token, index) => [token, wrapped[index] ?? DESTROYED]));
        return tokens.map((token) => livingKey(token, kept.get(token ?? '')));
      }),
    keep: (name, { token, wrapped }) =>
      answered(async () => {
        const [kept, key] = (await redis.eval(KEEP, 2, names, keys, name, token, wrapped)) as string[];
        return { token: kept ?? token, wrapped: key ?? wrapped };
      }),
    read: (tokens) =>
      answered(async () => {
        if (tokens.length === 0) return [];
        const kept = await redis.hmget(keys, ...tokens);
        return tokens.map((token, index) => foundKey(token, kept[index] ?? null));
      }),
    destroy: (name) =>
      answered(async () => {
        const token = (await redis.eval(DESTROY, 2, names, keys, name, DESTROYED)) as string | null;
        return token;
      }).then((token) => withoutTraces(redis, token)),
    async close() {
      await redis.quit().catch(() => redis.disconnect());
    },
  };
}

const livingKey = (token: string | null, wrapped: string | undefined): KeptKey | null =>
  token === null || wrapped === undefined || wrapped === DESTROYED ? null : { token, wrapped };

function foundKey(token: string, wrapped: string | null): FoundKey {
  if (wrapped === null) return 'unknown';
  return wrapped === DESTROYED ? 'forgotten' : { token, wrapped };
}

async function withoutTraces(redis: Redis, token: string | null): Promise<string | null> {
  if (token === null) return null;
  try {
    await rewriteLog(redis);
    return token;
  } catch (error) {
    const detail = `The key of ${token} is destroyed, but the append-only file of Redis has it until BGREWRITEAOF is done: ${messageOf(error)}`;
    throw new TachoError('keys-unavailable', detail, error);
  }
}

/** The append-only file remembers every value that there was: it is written anew, without the destroyed key. */
async function rewriteLog(redis: Redis): Promise<void> {
  if (!(await persistence(redis)).includes('aof_enabled:1')) return;
  // One that is under way began before the key was destroyed, perhaps.
  await untilRewritten(redis);
  await redis.bgrewriteaof();
  await untilRewritten(redis);
}

async function untilRewritten(redis: Redis): Promise<void> {
  while (/aof_rewrite_(?:in_progress|scheduled):1/.test(await persistence(redis))) await sleep(LOOK_EVERY_MS);
}

const persistence = (redis: Redis): Promise<string> => redis.info('persistence');

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new TachoError('keys-unavailable', messageOf(error), error);
  }
}
