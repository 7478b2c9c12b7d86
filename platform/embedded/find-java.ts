import { join } from 'node:path';
import { EmbeddedStackError } from './embedded-stack-error.ts';
import { runProgram } from './run-program.ts';

const oldestUsable = 17;

/** A Java that runs. */
export interface Java {
  readonly command: string;
  /** What it says of itself, which another build says otherwise. */
  readonly build: string;
}

/** The Java to run servers with: of JAVA_HOME, else of the PATH; it must be 17 or newer. */
export async function findJava(env: NodeJS.ProcessEnv): Promise<Java> {
  const home = env['JAVA_HOME'];
  const command = home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');
  const { succeeded, output } = await runProgram(command, ['-version'], env);
  if (!succeeded) throw new EmbeddedStackError('java-missing', `\`${command}\` does not run`);
  const version = javaVersion(output);
  if (version < oldestUsable)
    throw new EmbeddedStackError('java-missing', `\`${command}\` is Java ${version}`);
  return { command, build: output };
}

/** The major version in what `java -version` says; 0 when it says none. Java 8 calls itself 1.8. */
export function javaVersion(output: string): number {
  const [, first = '0', second = '0'] = /version "(\d+)(?:\.(\d+))?/.exec(output) ?? [];
  return Number(first === '1' ? second : first);
}
