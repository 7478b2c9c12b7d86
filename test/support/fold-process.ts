import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { nodeScript } from '../../platform/embedded/node-script.ts';

/** A process that folds. */
export interface FoldWorkerProcess {
  /** Ends it at once and resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets it stand still, as a machine does that swaps or a process that collects garbage. */
  freeze(): void;
  thaw(): void;
}

/** Starts `fold-worker` on the log of a namespace. */
export function startFoldProcess(brokers: string, namespace: string, partitions: number): FoldWorkerProcess {
  const script = nodeScript(import.meta.url, './fold-worker');
  const child = spawn(process.execPath, [script, brokers, namespace, String(partitions)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const exited = once(child, 'exit');
  return {
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}
