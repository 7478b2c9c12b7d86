import { join } from 'node:path';
import { EmbeddedStackError } from './embedded-stack-error.ts';
import { freePort, isFree } from './free-port.ts';
import { readJsonFile } from './read-json-file.ts';
import { serverNames, type ServerName } from './stack.ts';
import { writePrivateFile } from './write-private-file.ts';

/** A port for each server, and one that Kafka's controller and broker talk over. */
export type StackPorts = Readonly<Record<ServerName | 'controller', number>>;

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
    const last = earlier[name];
    ports[name] = insisted ?? (await freePort(taken, typeof last === 'number' ? last : undefined));
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
