import { randomInt } from 'node:crypto';
import { isFree } from '../../platform/embedded/choose-ports.ts';

// Below the ports that the system gives to outgoing connections: one of those could take the port of a worker that
// ended, and the worker could not be started again.
const LOWEST = 20_000;
const HIGHEST = 32_767;
const ATTEMPTS = 200;

/** The preferred loopback port if nobody has it, else any free one; it is taken from then on. */
export async function freePort(taken: Set<number>, preferred?: number): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = attempt === 0 && preferred !== undefined ? preferred : randomInt(LOWEST, HIGHEST + 1);
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
  throw new Error('no free port on 127.0.0.1');
}
