import { afterEach, expect, it } from 'vitest';
import { silentLogger } from '../../../../platform/core/logger.ts';
import { noMetrics } from '../../../../platform/core/metrics.ts';
import { createHttpServer, type HttpServer } from '../../../../platform/http/create-http-server.ts';
import { listenOn } from '../../../../platform/http/listen-on.ts';

const opened: HttpServer[] = [];

function anyServer(): HttpServer {
  const server = createHttpServer({
    logger: silentLogger,
    metrics: noMetrics,
    newRequestId: () => 'made-up',
    maxBodyBytes: 100,
    requestTimeoutMs: 300,
  });
  opened.push(server);
  return server;
}

afterEach(() => Promise.all(opened.splice(0).map((server) => server.close())));

it('names the port that belongs to another process', async () => {
  const url = await listenOn(anyServer(), { host: '127.0.0.1', port: 0 });
  const port = Number(new URL(url).port);
  await expect(listenOn(anyServer(), { host: '127.0.0.1', port })).rejects.toMatchObject({
    code: 'port-taken',
    message: expect.stringContaining(`127.0.0.1:${port}`) as string,
  });
});
