import { execFile } from 'node:child_process';

/** How a program ended: `notFound` when there is none of that name. */
export interface ProgramResult {
  readonly notFound: boolean;
  readonly succeeded: boolean;
  /** Standard output, then standard error. */
  readonly output: string;
}

const patienceMs = 30_000;

/** Runs a short program and returns what it said; it never throws. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    execFile(program, args, { env, timeout: patienceMs }, (error, stdout, stderr) =>
      resolve({
        notFound: error?.code === 'ENOENT',
        succeeded: error === null,
        output: `${stdout}${stderr}`,
      }),
    );
  });
}
