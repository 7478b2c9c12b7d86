import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { nodeScript } from '../../platform/embedded/node-script.ts';

const PATIENCE_MS = 20 * 60_000;
const SHORT_FORM = ['--short', '--events', '2000'];

test(
  'given every fault a few times, nothing is lost, there twice, or off',
  { timeout: PATIENCE_MS },
  async () => {
    const script = nodeScript(import.meta.url, '../faults/main');
    const run = spawn(process.execPath, [script, ...SHORT_FORM], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    onTestFinished(() => void run.kill('SIGTERM'));
    expect(await once(run, 'exit')).toEqual([0, null]);
  },
);
