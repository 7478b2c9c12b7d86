/** The top of the project as stacks name it. */
const ROOT = new URL('../../../', import.meta.url).href;
const ROOT_PATH = new URL(ROOT).pathname;
/** Where declarations end: from here down a stack tells how the worker was started, not what went wrong. */
const RUNTIME = /[( ]platform\/runtime\//;
const MOST_CHARACTERS = 4000;

/** Where an error was thrown, as far as the declaration is concerned, so that a replay says the same; paths from the top of the project. */
export function deadStack(error: unknown): string {
  if (!(error instanceof Error) || error.stack === undefined) return '';
  const frames = error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim().replaceAll(ROOT, '').replaceAll(ROOT_PATH, ''));
  const end = frames.findIndex((frame) => RUNTIME.test(frame));
  return frames
    .slice(0, end < 0 ? undefined : end)
    .join('\n')
    .slice(0, MOST_CHARACTERS);
}
