import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

const HERE = '127.0.0.1';

/** So many ports of the loopback on which nobody listens now, each another one. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = await Promise.all(Array.from({ length: count }, listen));
  const ports = held.map(portOf);
  for (const server of held) {
    server.close();
    await once(server, 'close');
  }
  return ports;
}

async function listen(): Promise<Server> {
  const server = createServer().listen({ host: HERE, port: 0 });
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen on a port');
  return address.port;
}
