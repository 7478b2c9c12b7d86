import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** The preferred loopback port if nobody has it, else any free one. */
export async function freePort(preferred = 0): Promise<number> {
  return (await tryPort(preferred)) ?? (await tryPort(0)) ?? failWithoutPort();
}

async function tryPort(port: number): Promise<number | null> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return null;
  } finally {
    server.close();
  }
}

function failWithoutPort(): never {
  throw new Error('no free port on 127.0.0.1');
}
