import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { TelemetryReport } from '../../../cli/sources/telemetry-report.ts';

/** A request as the server understood it. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly reports: readonly TelemetryReport[];
}

/** How the server behaves towards one request. */
export type Reaction = (request: ReceivedRequest, response: ServerResponse) => void | Promise<void>;

export interface ScriptedIngest {
  readonly url: string;
  readonly received: readonly ReceivedRequest[];
  close(): Promise<void>;
}

/** Starts an ingest API on a free port that reacts as scripted, and takes everything once the script is over. */
export async function scriptedIngest(script: readonly Reaction[] = []): Promise<ScriptedIngest> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    void understood(request).then((understoodRequest) => {
      const reaction = script[received.length] ?? take();
      received.push(understoodRequest);
      return reaction(understoodRequest, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Takes the batch; `answer` says what differs from taking all of it. */
export const take =
  (answer: object = {}): Reaction =>
  ({ reports }, response) => {
    response.writeHead(202, { 'content-type': 'application/json' });
    const all = { accepted: reports.length, quarantined: 0, rejected: 0, errors: [], position: 'p' };
    response.end(JSON.stringify({ ...all, ...answer }));
  };

/** Answers with an RFC 9457 problem. */
export const refuse =
  (status: number, detail: string, headers: Readonly<Record<string, string>> = {}): Reaction =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
    response.end(JSON.stringify({ type: 'about:blank', title: 'No', status, detail }));
  };

/** Reads the whole request and cuts the connection without an answer. */
export const reset: Reaction = (_, response) => {
  response.socket?.resetAndDestroy();
};

async function understood(request: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const lines = gunzipSync(Buffer.concat(chunks)).toString().trimEnd().split('\n');
  const reports = lines.map((line) => JSON.parse(line) as TelemetryReport);
  return { path: request.url ?? '', headers: request.headers, reports };
}
