import type { ReportFormat } from './report-formats.ts';
import { REPORT_FORMATS } from './report-formats.ts';

const FORMATS = Object.entries(REPORT_FORMATS) as readonly (readonly [ReportFormat, string])[];

interface Range {
  readonly type: string;
  readonly quality: number;
}

/** The format that an `Accept` header likes best (RFC 9110, section 12.5.1); JSON without one; null where none will do. */
export function negotiateFormat(accept: string | undefined): ReportFormat | null {
  if (accept === undefined || accept.trim() === '') return 'json';
  const ranges = accept.split(',').map(readRange);
  const [best] = FORMATS.map(([format, type]) => ({ format, quality: qualityOf(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return best?.format ?? null;
}

function readRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
}

/** The most specific range that covers a type decides. */
function qualityOf(type: string, ranges: readonly Range[]): number {
  const family = `${type.split('/', 1)[0] ?? ''}/*`;
  for (const covering of [type, family, '*/*']) {
    const range = ranges.find((each) => each.type === covering);
    if (range !== undefined) return range.quality;
  }
  return 0;
}
