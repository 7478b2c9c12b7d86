import { randomInt } from 'node:crypto';
import { isFree } from '../../platform/embedded/choose-ports.ts';

/** Below those that outgoing connections get, which could take one while its server is away. */
const PORTS = [20_000, 32_768] as const;

/** So many ports of the loopback on which nobody listens now, each another one. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(...PORTS);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}
