import { gunzipSync } from 'node:zlib';
import { messageOf } from '../platform/core/errors.ts';
import { HttpProblem } from '../platform/http/problem.ts';
import { INGEST_PROBLEMS } from './ingest-problems.ts';

/**
 * The body without its content encoding: none, or gzip. Inflating stops at the limit. It is done in one go, since
 * then at most one inflated body is in memory at a time, however many requests arrive together.
 */
export function inflateBody(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return gunzip(body, maxBytes);
    default:
      throw new HttpProblem(
        INGEST_PROBLEMS.contentEncodingUnsupported,
        `${String(encoding)} is not taken; send gzip, or nothing.`,
        { headers: { 'accept-encoding': 'gzip' } },
      );
  }
}

function gunzip(body: Buffer, maxBytes: number): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError)
      throw new HttpProblem(INGEST_PROBLEMS.inflatedTooLarge, `At most ${maxBytes} bytes are taken.`);
    throw new HttpProblem(INGEST_PROBLEMS.gzipInvalid, messageOf(error));
  }
}
