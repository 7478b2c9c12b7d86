import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { nodeScript } from '../platform/embedded/node-script.ts';
import type { Environment } from '../platform/settings/read-settings.ts';
import type { FoldPlace } from './fold-under-test.ts';
import type { FoldReport } from './fold-worker.ts';

/** A process that folds. */
export interface FoldProcess {
  /** Lets it begin. */
  begin(): void;
  /** Throws where it has ended by itself. */
  check(): void;
  /** Lets it end, and says what it measured. */
  end(): Promise<FoldReport>;
  /** Ends it at once, if it still runs. */
  close(): Promise<void>;
}

/** Arguments for Node in the folding processes, such as `--cpu-prof`, with blanks between them; not TACHO_: those are left out. */
const NODE_ARGUMENTS = 'BENCH_NODE_ARGS';

/** Starts a folding process, which is connected and waits when this resolves. */
export async function startFold(place: FoldPlace, environment: Environment): Promise<FoldProcess> {
  const script = nodeScript(import.meta.url, './fold-worker');
  const child = spawn(process.execPath, [...nodeArguments(environment), script, JSON.stringify(place)], {
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string> => {
    const line = await lines.next();
    if (line.done === true) throw new Error('a folding process ended too early');
    return line.value;
  };
  const check = (): void => {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error('a folding process ended too early');
  };
  await nextLine();
  return {
    check,
    begin: () => void child.stdin.write('begin\n'),
    async end() {
      check();
      child.stdin.end();
      const report = JSON.parse(await nextLine()) as FoldReport;
      await exited;
      return report;
    },
    async close() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await exited;
    },
  };
}

const nodeArguments = (environment: Environment): string[] =>
  environment[NODE_ARGUMENTS]?.split(' ').filter((argument) => argument !== '') ?? [];
