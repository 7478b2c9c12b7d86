import { z } from 'zod';

const answer = z.object({
  accepted: z.number(),
  quarantined: z.number(),
  rejected: z.number(),
  errors: z.array(z.object({ index: z.number(), code: z.string(), detail: z.string() })),
  position: z.string(),
});

// RFC 9457, section 3.1
const problem = z.object({ title: z.string().optional(), detail: z.string().optional() });

/** Ingest's answer to a batch that it took. */
export type IngestAnswer = z.infer<typeof answer>;

/** The answer in the body of a 202, or null where it is none. */
export const ingestAnswerOf = (body: string): IngestAnswer | null =>
  answer.safeParse(parsed(body)).data ?? null;

/** The error in a body: the detail of an RFC 9457 problem, or the beginning of any other text. */
export function problemDetail(body: string): string {
  const { title, detail } = problem.safeParse(parsed(body)).data ?? {};
  return detail ?? title ?? body.trim().slice(0, 200);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
