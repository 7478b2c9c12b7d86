import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readCompose, type ComposeFile } from '../../support/compose-file.ts';
import { readDockerfile } from '../../support/dockerfile.ts';

interface Asked {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly body: string;
}

/** Programs that the official images start with, or bring as their own client. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  kafka: ['/opt/kafka/bin/kafka-broker-api-versions.sh'],
  registry: ['bash'],
  clickhouse: ['clickhouse-client'],
  redis: ['redis-cli'],
};

describe('health checks', () => {
  let compose: ComposeFile;

  beforeAll(async () => {
    compose = await readCompose({ CLICKHOUSE_PASSWORD: 'a', ANALYST_PASSWORD: 'b', REDIS_PASSWORD: 'c' });
  });

  test.each(Object.entries(PROGRAMS))('of %s run a program that its image has', (name, programs) => {
    const [, program] = compose.services[name]?.healthcheck?.test ?? [];
    expect(programs).toContain(program?.split(' ')[0]);
  });

  test.each([
    [200, 0],
    [503, 1],
  ])('of the registry: an answer of %i ends with %i', async (status, exitCode) => {
    const { port, asked } = await startServer(status);
    const [, program = '', flag = '', script = ''] = compose.services['registry']?.healthcheck?.test ?? [];
    const here = script.replace('/127.0.0.1/8080', `/127.0.0.1/${port}`);
    expect(here).not.toBe(script);
    expect(await run(program, [flag, here])).toBe(exitCode);
    expect(asked.map(({ path }) => path)).toEqual(['/health/ready']);
  });

  test.each([
    [200, 0],
    [503, 1],
  ])('of a worker: an answer of %i ends with %i', async (status, exitCode) => {
    const { port, asked } = await startServer(status);
    const { healthCheck } = await readDockerfile();
    const [program = '', ...args] = healthCheck;
    expect(program).toBe('node');
    expect(await run(process.execPath, args, { HEALTH_PORT: String(port) })).toBe(exitCode);
    expect(asked.map(({ path }) => path)).toEqual(['/health']);
  });

  test.each([
    [200, 0],
    [500, 1],
  ])('of the set-up of the registry: an answer of %i ends with %i', async (status, exitCode) => {
    const { port, asked } = await startServer(status);
    const [program, ...args] = compose.services['registry-setup']?.command ?? [];
    expect(program).toBe('node');
    const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
    expect(await run(process.execPath, args, { SCHEMA_REGISTRY_URL: url })).toBe(exitCode);
    expect(asked).toEqual([
      { method: 'PUT', path: '/apis/ccompat/v7/config', body: '{"compatibility":"BACKWARD"}' },
    ]);
  });
});

/** A server that gives everyone one answer and remembers what it was asked. */
async function startServer(status: number): Promise<{ readonly port: number; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      asked.push({ method: request.method, path: request.url, body: body.toString() });
      response.writeHead(status).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

const run = (
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], ...environment };
    const child = execFile(program, args, { env, timeout: 15_000 });
    child.once('exit', (code) => resolve(code ?? -1));
  });
