import { TachoError } from '../core/errors.ts';

/** Throws `topic-missing` where the broker does not know one of these topics; other failures stay as they are. */
export async function askOf<T>(topics: readonly string[], ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!typesIn(error).includes('UNKNOWN_TOPIC_OR_PARTITION')) throw error;
    const missing = topics.length === 1 ? `It is ${topics[0] ?? ''}.` : `It is one of ${topics.join(', ')}.`;
    throw new TachoError('topic-missing', missing, error);
  }
}

/** The names that Kafka's protocol has for an error and for its causes: the client wraps what it gives up. */
export function typesIn(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [];
  const own = 'type' in error && typeof error.type === 'string' ? [error.type] : [];
  return [...own, ...typesIn(error.cause)];
}
