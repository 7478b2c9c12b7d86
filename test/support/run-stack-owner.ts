import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { nodeScript } from '../../platform/embedded/node-script.ts';

/** Runs `stack-owner`, and kills it with SIGKILL as soon as it says a line that passes. */
export async function killStackOwner(dataDir: string, when: (line: string) => boolean): Promise<void> {
  const owner = spawn(process.execPath, [nodeScript(import.meta.url, './stack-owner'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(owner, 'exit');
  let said = false;
  for await (const line of createInterface({ input: owner.stdout })) {
    said ||= when(line);
    if (said) owner.kill('SIGKILL');
  }
  await exited;
  if (!said) throw new Error('the owner of the stack ended by itself');
}
