import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Where one has statements `ON CLUSTER` carried out. */
export interface DdlRelay {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The answer of a node, as it came. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** How one asks a node what one was asked oneself. */
interface Asked {
  readonly path: string;
  readonly headers: Headers;
  readonly body: Buffer;
}

const HERE = '127.0.0.1';
/** Said between two nodes, or about the body on its way, which is taken in whole here and unpacked. */
const NOT_PASSED_ON = new Set([
  ...['host', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'],
  ...['accept-encoding', 'content-encoding'],
]);

/**
 * Stands before a ClickHouse that has no queue of DDL statements, which npm's has not: a statement `ON CLUSTER` goes to
 * every node, the node behind this relay first, as one that is for that node alone. Anything else goes through as it is.
 */
export async function relayDdl(cluster: string, node: string, others: readonly string[]): Promise<DdlRelay> {
  const clause = ` ON CLUSTER '${cluster}'`;
  const server = createServer((request, response) => void pass(request, response));
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const asked = await read(request);
      const text = asked.body.toString('latin1');
      const isForAll = text.includes(clause);
      const own = isForAll ? { ...asked, body: Buffer.from(forOneNode(text, clause), 'latin1') } : asked;
      for (const each of isForAll ? others : []) {
        const answer = await ask(each, own);
        if (answer.status !== 200) {
          reply(response, answer);
          return;
        }
      }
      reply(response, await ask(node, own));
    } catch (error) {
      response.destroy(error as Error);
    }
  };
  await new Promise<void>((resolve) => server.listen({ host: HERE, port: 0 }, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    url: `http://${HERE}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The queue leaves the clause out as well. There are no replicas either, which would have to hand parts to each other. */
const forOneNode = (text: string, clause: string): string =>
  text.replace(clause, '').replace('ENGINE = Replicated', 'ENGINE = ');

async function read(request: IncomingMessage): Promise<Asked> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (!NOT_PASSED_ON.has(name) && value !== undefined) headers.set(name, String(value));
  return { path: request.url ?? '/', headers, body: await buffer(request) };
}

async function ask(node: string, { path, headers, body }: Asked): Promise<Answer> {
  // An idle connection would hold up an orderly end of the server for five seconds.
  headers.set('connection', 'close');
  const answer = await fetch(`${node}${path}`, { method: 'POST', headers, body });
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
}

function reply(response: ServerResponse, { status, headers, body }: Answer): void {
  for (const [name, value] of headers) if (!NOT_PASSED_ON.has(name)) response.setHeader(name, value);
  response.writeHead(status).end(body);
}
