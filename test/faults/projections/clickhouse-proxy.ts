import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type ClientRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHECKPOINT_TABLE } from '../../../platform/clickhouse/checkpoint-table.ts';
import { tableOf } from '../../../platform/core/define-projection.ts';
import type { Closable } from '../../../platform/runtime/lifecycle.ts';

/**
 * The places on the way of a write at which something may happen to it: nothing of it has reached the server; half of
 * it has; all of it has, and the answer is not awaited; the server has answered, which nobody knows yet; the worker has
 * the answer.
 */
export type WriteStep = 'before' | 'during' | 'sent' | 'committed' | 'answered';

/** A block of rows, or checkpoints, on their way to ClickHouse. */
export interface Write {
  readonly kind: 'rows' | 'checkpoints';
  /** The table of the rows, or of those that the checkpoints cover: `vehicle_positions_v2`. */
  readonly table: string;
}

/** What the worker is answered instead of what the server says. */
export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** What becomes of a write at a step: it goes on, its connections are cut, or it is answered right away. */
export type Fate = 'passes' | 'cut' | Answer;

/** Decides at each step of each write; the write waits for it. */
export type OnWrite = (step: WriteStep, write: Write) => Fate | Promise<Fate>;

/** Stands between one worker and ClickHouse: passes all on as it is, except for what somebody decides. */
export interface ClickhouseProxy extends Closable {
  readonly url: string;
  /** From now on this decides what becomes of writes; null: they pass. */
  strike(onWrite: OnWrite | null): void;
}

/** Opens a proxy before the server at a URL, on a free port. */
export async function openClickhouseProxy(target: string): Promise<ClickhouseProxy> {
  const agent = new Agent({ keepAlive: true });
  let onWrite: OnWrite | null = null;
  const server = createServer((incoming, outgoing) => {
    const decide = (step: WriteStep, write: Write): Fate | Promise<Fate> =>
      onWrite?.(step, write) ?? 'passes';
    pass({ target, agent, decide }, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  // A worker that halts for a while keeps its connections.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    strike: (decide) => void (onWrite = decide),
    async close() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Passing {
  readonly target: string;
  readonly agent: Agent;
  readonly decide: OnWrite;
}

/** Throws where connections are to be cut. */
async function pass(
  { target, agent, decide }: Passing,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = Buffer.concat((await incoming.toArray()) as Buffer[]);
  const write = writeIn(incoming.url ?? '', body);
  const at = async (step: WriteStep): Promise<Answer | null> => {
    const fate = write === null ? 'passes' : await decide(step, write);
    if (fate === 'cut') throw new Error(`cut, ${step}`);
    return fate === 'passes' ? null : fate;
  };
  const refused = await at('before');
  if (refused !== null) {
    await reply(outgoing, refused);
    return;
  }
  const { method = 'POST', headers, url = '' } = incoming;
  const forward = request(new URL(url, target), { method, headers, agent });
  try {
    const answer = await send(forward, body, at);
    await reply(outgoing, (await at('committed')) ?? answer);
    await at('answered');
  } catch (error) {
    forward.destroy();
    throw error;
  }
}

/** Sends a request in two halves; resolves with the whole answer. */
async function send(
  forward: ClientRequest,
  body: Buffer,
  at: (step: WriteStep) => Promise<unknown>,
): Promise<Answer> {
  const answered = once(forward, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => undefined);
  forward.on('error', () => undefined);
  const middle = body.length >>> 1;
  // A server that is away has nothing to write to.
  if (middle > 0)
    await Promise.race([
      new Promise((resolve) => forward.write(body.subarray(0, middle), resolve)),
      answered,
    ]);
  await at('during');
  await Promise.race([new Promise<void>((resolve) => forward.end(body.subarray(middle), resolve)), answered]);
  await at('sent');
  const [answer] = await answered;
  const said = Buffer.concat((await answer.toArray()) as Buffer[]);
  return { status: answer.statusCode ?? 502, headers: answer.headers, body: said };
}

const INSERT = /^\s*INSERT INTO (?:\w+\.)?(\w+)/i;

/** Inserts are named in the URL, since what they insert is in the body. */
function writeIn(url: string, body: Buffer): Write | null {
  const query = new URL(url, 'http://proxy').searchParams.get('query') ?? '';
  const [, table] = INSERT.exec(query) ?? [];
  if (table === undefined) return null;
  if (table !== CHECKPOINT_TABLE) return { kind: 'rows', table };
  const [line = '[]'] = body.toString('utf8').split('\n', 1);
  const [name, version] = JSON.parse(line) as readonly [string, number];
  return { kind: 'checkpoints', table: tableOf({ name, version }) };
}

/** The body is whole, whatever pieces it came in. */
async function reply(outgoing: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  const own = ['transfer-encoding', 'connection', 'keep-alive'];
  const others = Object.entries(headers).filter(([name]) => !own.includes(name));
  outgoing.writeHead(status, { ...Object.fromEntries(others), 'content-length': body.length });
  await new Promise<void>((resolve) => outgoing.end(body, resolve));
}
