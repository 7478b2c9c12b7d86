/**
 * Says of each thing a worker depends on `ok`, or in a few words what is wrong. `ok: ` and some words more is for what
 * takes its time, such as a restore: whoever restarted the worker for it would only make it begin again.
 */
export type Checks = () => Readonly<Record<string, string>>;

/** What `GET /health` answers. */
export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: { readonly status: 'ok' | 'failing'; readonly checks: Readonly<Record<string, string>> };
}

/** 200 when every check says `ok`, else 503; with what each says. */
export function healthOf(checks: Checks): HealthAnswer {
  const results = checks();
  return Object.values(results).every(isWell)
    ? { status: 200, body: { status: 'ok', checks: results } }
    : { status: 503, body: { status: 'failing', checks: results } };
}

/** Whether a check says that nothing is wrong. */
export const isWell = (result: string): boolean => result === 'ok' || result.startsWith('ok: ');
