import { Redis } from 'ioredis';
import { messageOf } from '../core/errors.ts';

/** Asks Redis whether it is there: `ok`, or what is wrong. */
export async function pingRedis(redisUrl: string): Promise<string> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    return 'ok';
  } catch (error) {
    return messageOf(error);
  } finally {
    redis.disconnect();
  }
}
