import { join } from 'node:path';
import { redisAnswers } from './redis-answers.ts';
import type { ServerPlan } from './server-plan.ts';
import { writePrivateFile } from './write-private-file.ts';

/** What Redis is started with. */
export interface RedisServerOptions {
  readonly program: string;
  readonly dir: string;
  readonly port: number;
  readonly password: string;
}

/** Redis with an append-only file, as BullMQ wants it. */
export function redisServer({ program, dir, port, password }: RedisServerOptions): ServerPlan {
  const configFile = join(dir, 'redis.conf');
  return {
    name: 'redis',
    port,
    dir,
    command: [program, configFile],
    // A file and not arguments: everyone can read the arguments of a process.
    prepare: () => writePrivateFile(configFile, redisConfig(dir, port, password)),
    answers: () => redisAnswers(port, password),
    stopWithinMs: 10_000,
  };
}

function redisConfig(dir: string, port: number, password: string): string {
  return `bind 127.0.0.1
port ${port}
requirepass ${password}
dir "${dir}"
daemonize no
appendonly yes
save ""
# BullMQ must not lose keys to eviction.
maxmemory-policy noeviction
`;
}
