import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { EmbeddedStackError } from './embedded-stack-error.ts';

// Below the ports that Linux (32768) and macOS (49152) give to outgoing connections: one of those could take the port
// of what has ended, and it could not be started there again.
const lowestPort = 20_000;
const highestPort = 32_767;
const attempts = 200;

// Some seconds pass until a server has opened what was found free, and another process may find the same meanwhile: so
// each looks among some ports of its own first, and finds none twice.
const ownPorts = 40;
const parts = Math.floor((highestPort - lowestPort) / ownPorts);
const lowestOwnPort = lowestPort + (process.pid % parts) * ownPorts;
const attemptsAmongOwn = 100;
const found = new Set<number>();

/** The preferred loopback port if nobody has it, else any free one; it is taken from then on. */
export async function freePort(taken: Set<number>, preferred?: number): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const isPreferred = attempt === 0 && preferred !== undefined;
    const port = isPreferred ? preferred : anyPort(attempt);
    if (taken.has(port) || (found.has(port) && !isPreferred)) continue;
    found.add(port);
    if (!(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
  throw new EmbeddedStackError(
    'port-taken',
    `No free port between ${lowestPort} and ${highestPort} was found.`,
  );
}

const anyPort = (attempt: number): number =>
  attempt < attemptsAmongOwn
    ? randomInt(lowestOwnPort, lowestOwnPort + ownPorts)
    : randomInt(lowestPort, highestPort + 1);

/** Whether one can listen on a loopback port now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
  });
}
