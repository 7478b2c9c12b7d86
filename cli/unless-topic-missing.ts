import { TachoError } from '../platform/core/errors.ts';

/** An answer, or null where what is asked for needs a topic that no worker has made yet. */
export async function unlessTopicMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TachoError && error.code === 'topic-missing') return null;
    throw error;
  }
}
