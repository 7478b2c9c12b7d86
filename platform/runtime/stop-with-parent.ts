/** Set by a parent that ends its workers by closing their stdin, which also happens when it is killed. */
export const STOP_WITH_PARENT = 'TACHO_STOP_WITH_PARENT';

/** Calls back when the parent has closed stdin, where the environment says that this is the sign to stop. */
export function whenParentEnds(environment: NodeJS.ProcessEnv, stop: () => void): void {
  if (environment[STOP_WITH_PARENT] !== undefined) process.stdin.once('end', stop).resume();
}
