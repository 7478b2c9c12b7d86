import { EmbeddedStackError } from './embedded-stack-error.ts';
import { embeddedAsset } from './embedded-asset.ts';
import type { ArtifactPins } from './artifact-pins.ts';
import { startGuarded } from './guarded-process.ts';
import { logTail } from './log-file.ts';
import { runProgram } from './run-program.ts';

// 2.10: the 3.x of the plugin wants a parent pom that not every mirror serves.
const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:2.10';

/** Where a download goes, and where Maven says how it went. */
export interface Download {
  readonly pins: ArtifactPins;
  readonly into: string;
  readonly logFile: string;
  /** A Maven repository to use in place of the user's own. */
  readonly repository?: string;
}

/** Refuses when there is no Maven. */
export async function requireMaven(what: string, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { succeeded } = await runProgram('mvn', ['-v'], env);
  if (!succeeded) throw new EmbeddedStackError('maven-missing', what);
}

/** Downloads the files of an artifact with Maven. */
export async function runMaven({ pins, into, logFile, repository }: Download): Promise<void> {
  const own = repository === undefined ? [] : [`-Dmaven.repo.local=${repository}`];
  const command = ['mvn', '-B', '-q', ...own, ...(await goal(pins)), `-DoutputDirectory=${into}`];
  const maven = await startGuarded({ command, logFile });
  if ((await maven.exited) === 0) return;
  const what = pins.coordinates ?? 'the Kafka libraries';
  throw new EmbeddedStackError('download-failed', `${what}:\n${await logTail(logFile, 0)}`);
}

async function goal(pins: ArtifactPins): Promise<readonly string[]> {
  if (pins.coordinates !== undefined) return [`${plugin}:copy`, `-Dartifact=${pins.coordinates}`];
  return ['-f', await embeddedAsset('pom.xml'), `${plugin}:copy-dependencies`, '-DincludeScope=runtime'];
}
