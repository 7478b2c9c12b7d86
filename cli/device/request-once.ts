import { messageOf } from '../../platform/core/errors.ts';
import { retryAfterMs } from './back-off.ts';
import { ingestAnswerOf, problemDetail, type IngestAnswer } from './ingest-answer.ts';

const TRY_AGAIN = [429, 502, 503, 504];
/** 429 is said before anything is taken; after the others some of the batch may stand in the log. */
const NOTHING_TAKEN = 429;

/** Result of one request. */
export type RequestOutcome =
  | { readonly kind: 'answered'; readonly answer: IngestAnswer }
  | { readonly kind: 'again'; readonly reason: string; readonly afterMs: number; readonly uncertain: boolean }
  | { readonly kind: 'refused'; readonly reason: string };

export interface IngestRequest {
  readonly url: string;
  readonly token: string;
  readonly body: Buffer;
  readonly timeoutMs: number;
  /** Ends the request, which then throws. */
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Makes one request to ingest; every ending but an abort by `signal` is a value. */
export async function requestOnce(request: IngestRequest): Promise<RequestOutcome> {
  try {
    const response = await send(request);
    return judge(response, await response.text(), request.now());
  } catch (error) {
    request.signal.throwIfAborted();
    return { kind: 'again', reason: networkReason(error), afterMs: 0, uncertain: true };
  }
}

function send({ url, token, body, timeoutMs, signal }: IngestRequest): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-ndjson',
      'content-encoding': 'gzip',
    },
    body: new Uint8Array(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
}

function judge(response: Response, body: string, now: number): RequestOutcome {
  const { status } = response;
  const reason = `HTTP ${status}: ${problemDetail(body) || response.statusText}`;
  if (TRY_AGAIN.includes(status)) {
    const afterMs = retryAfterMs(response.headers.get('retry-after'), now);
    return { kind: 'again', reason, afterMs, uncertain: status !== NOTHING_TAKEN };
  }
  if (status !== 202) return { kind: 'refused', reason };
  const answer = ingestAnswerOf(body);
  return answer === null
    ? { kind: 'refused', reason: `HTTP 202 without the answer of an ingest API: ${body.slice(0, 200)}` }
    : { kind: 'answered', answer };
}

/** `fetch` says "fetch failed" and puts what matters into the cause. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? `${code}: ${messageOf(cause)}` : messageOf(cause);
}
