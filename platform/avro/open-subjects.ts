import { messageOf, TachoError } from '../core/errors.ts';
import type { AvroSchema } from '../core/fields.ts';

const REQUEST_TIMEOUT_MS = 10_000;

/** A schema under a subject. */
export interface RegisteredVersion {
  /** The registry's number. */
  readonly version: number;
  readonly schema: AvroSchema;
}

/** A subject as the registry has it. */
export interface RegisteredSubject {
  /** What is registered under it, the newest last. */
  readonly versions: readonly RegisteredVersion[];
  /** What the registry asks of the next one: `BACKWARD`, `NONE` and so on; null: what it asks of all. */
  readonly compatibility: string | null;
}

/** What a schema registry with the Confluent API has, for whoever only looks. */
export interface Subjects {
  /** Null where there is no such subject. Throws `registry-unavailable`. */
  read(subject: string): Promise<RegisteredSubject | null>;
}

/** The subjects of the registry at a URL; nothing is asked before the first call. */
export const openSubjects = (url: string): Subjects => ({
  async read(subject) {
    const at = `${url}/subjects/${encodeURIComponent(subject)}/versions`;
    const numbers = await get<readonly number[]>(at);
    if (numbers === null) return null;
    const versions: RegisteredVersion[] = [];
    for (const version of [...numbers].sort((a, b) => a - b)) {
      const answer = await get<{ readonly schema: string }>(`${at}/${version}`);
      if (answer !== null) versions.push({ version, schema: JSON.parse(answer.schema) as AvroSchema });
    }
    const rule = await get<{ readonly compatibilityLevel?: string }>(
      `${url}/config/${encodeURIComponent(subject)}`,
    );
    return versions.length === 0 ? null : { versions, compatibility: rule?.compatibilityLevel ?? null };
  },
});

/** The answer to a question; null where there is no such thing. */
async function get<T>(url: string): Promise<T | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return (await answer.json()) as T;
  } catch (error) {
    throw new TachoError('registry-unavailable', `${url}: ${messageOf(error)}`, error);
  }
}
