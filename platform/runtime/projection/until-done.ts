import { ERRORS, TachoError } from '../../core/errors.ts';
import { backOff } from '../back-off.ts';

/** Whether trying again cannot help. */
export const isFinal = (error: unknown): boolean => error instanceof TachoError && !ERRORS[error.code].retry;

/**
 * Tries until it works, with growing pauses. Throws what trying again cannot help against; resolves with `undefined`
 * when, after a failure, nobody needs it any more.
 */
export async function untilDone<T>(
  work: () => Promise<T>,
  { isOver, onFailed }: { readonly isOver: () => boolean; readonly onFailed: (error: unknown) => void },
): Promise<T | undefined> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (isFinal(error)) throw error;
      if (isOver()) return undefined;
      onFailed(error);
    }
    await backOff(attempt);
    if (isOver()) return undefined;
  }
}
