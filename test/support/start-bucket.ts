import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { untilSaid } from './until-said.ts';

/** A store that speaks S3, with one bucket. */
export interface RunningBucket {
  readonly bucket: string;
  readonly endpoint: string;
  /** The environment of whoever may use it. */
  readonly credentials: Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>;
  /** Ends it and removes what it holds. */
  stop(): Promise<void>;
}

const BUCKET = 'archive';
/** The only ones that it knows. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };
const PROGRAM = createRequire(import.meta.url).resolve('s3rver/bin/s3rver.js');

/** Starts such a store on a free port and data of its own. */
export async function startBucket(): Promise<RunningBucket> {
  const directory = await mkdtemp(join(tmpdir(), 'tacho-bucket-'));
  const server = spawn(
    process.execPath,
    [
      // Its tokens for the rest of a list are encrypted with DES.
      '--openssl-legacy-provider',
      ...[PROGRAM, '--directory', directory, '--address', '127.0.0.1', '--port', '0'],
      ...['--silent', '--configure-bucket', BUCKET],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(server, 'exit');
  const [, port] = await untilSaid(server.stdout, /listening on 127\.0\.0\.1:(\d+)/);
  return {
    bucket: BUCKET,
    endpoint: `http://127.0.0.1:${String(port)}`,
    credentials: CREDENTIALS,
    async stop() {
      server.kill('SIGKILL');
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
