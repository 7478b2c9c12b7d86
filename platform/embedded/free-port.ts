import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { EmbeddedStackError } from './embedded-stack-error.ts';

// Below the ports that Linux (32768) and macOS (49152) give to outgoing connections: one of those could take the port
// of what has ended, and it could not be started there again.
const lowestPort = 20_000;
const highestPort = 32_767;
const attempts = 200;

/** The preferred loopback port if nobody has it, else any free one; it is taken from then on. */
export async function freePort(taken: Set<number>, preferred?: number): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port =
      attempt === 0 && preferred !== undefined ? preferred : randomInt(lowestPort, highestPort + 1);
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
  throw new EmbeddedStackError(
    'port-taken',
    `No free port between ${lowestPort} and ${highestPort} was found.`,
  );
}

/** Whether one can listen on a loopback port now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
  });
}
