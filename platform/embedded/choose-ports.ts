import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { EmbeddedStackError } from './embedded-stack-error.ts';
import { readJsonFile } from './read-json-file.ts';
import { serverNames, type ServerName } from './stack.ts';
import { writePrivateFile } from './write-private-file.ts';

/** A port for each server, and one that Kafka's controller and broker talk over. */
export type StackPorts = Readonly<Record<ServerName | 'controller', number>>;

// Below the ports that Linux (32768) and macOS (49152) give to outgoing connections: a port kept for a restart must
// not be taken by one of those in the meantime.
const lowestPort = 20_000;
const highestPort = 32_767;
const attempts = 200;

/** The ports to use: those asked for, else those of the last start if they are free, else free ones. */
export async function choosePorts(
  dataDir: string,
  wanted: Partial<Record<ServerName, number>>,
  toStart: ReadonlySet<ServerName>,
): Promise<StackPorts> {
  const file = join(dataDir, 'stack.json');
  const earlier = await readJsonFile(file);
  const taken = new Set(Object.values(wanted));
  const ports: Partial<Record<ServerName | 'controller', number>> = {};
  for (const name of [...serverNames, 'controller'] as const) {
    const insisted = name === 'controller' ? undefined : wanted[name];
    if (insisted !== undefined && toStart.has(name as ServerName)) await refuseTaken(name, insisted);
    ports[name] = insisted ?? (await freePort(earlier[name], taken));
    taken.add(ports[name]);
  }
  await writePrivateFile(file, `${JSON.stringify(ports, null, 2)}\n`);
  return ports as StackPorts;
}

async function refuseTaken(name: string, port: number): Promise<void> {
  if (await isFree(port)) return;
  throw new EmbeddedStackError(
    'port-taken',
    `Port ${port} wanted for ${name} is taken: free it or choose another.`,
  );
}

async function freePort(earlier: unknown, taken: ReadonlySet<number>): Promise<number> {
  if (typeof earlier === 'number' && !taken.has(earlier) && (await isFree(earlier))) return earlier;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(lowestPort, highestPort + 1);
    if (!taken.has(port) && (await isFree(port))) return port;
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
