import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { nodeScript } from '../../platform/embedded/node-script.ts';

/** The ingest worker as an operator runs it: a process of its own. */
export interface IngestProcess {
  /** Resolves with what its output says there; rejects where it ends before. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** Sends SIGTERM and resolves with the exit code. */
  readonly terminate: () => Promise<number | null>;
  /** Resolves with the exit code when it ends by itself. */
  readonly exitCode: () => Promise<number | null>;
}

/** Starts `ingest/main` on a free port with these settings. */
export function startIngestProcess(environment: Readonly<Record<string, string>>): IngestProcess {
  const child = spawn(process.execPath, [nodeScript(import.meta.url, '../../ingest/main')], {
    env: { PATH: process.env['PATH'] ?? '', INGEST_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const exitCode = async (): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.exitCode;
  };
  return {
    says: (pattern) => said(child, pattern, () => output),
    terminate: () => {
      child.kill('SIGTERM');
      return exitCode();
    },
    exitCode,
  };
}

async function said(child: ChildProcess, pattern: RegExp, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = pattern.exec(output());
      if (found !== null) resolve(found[1] ?? found[0]);
      else if (child.exitCode !== null) reject(new Error(`ingest ended with ${child.exitCode}: ${output()}`));
    };
    look();
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', look);
    child.once('exit', look);
  });
}
