/** A part of a task's state that is written to the changelog on its own. */
export type SegmentAddress =
  | { readonly kind: 'task' }
  /** The newest instants of a key. */
  | { readonly kind: 'key'; readonly key: string }
  /** What a processor holds of a key. */
  | { readonly kind: 'state'; readonly fold: string; readonly key: string }
  /** Reports of a key that wait so many milliseconds for older ones. */
  | { readonly kind: 'lane'; readonly graceMs: number; readonly key: string }
  /** What a fold could not process, by the offset of its cause. */
  | { readonly kind: 'dead'; readonly fold: string; readonly offset: number; readonly index: number }
  /** An event that waits behind a dead letter, by its offset. */
  | { readonly kind: 'parked'; readonly fold: string; readonly offset: number }
  /** Identities of a key in a piece of time. */
  | { readonly kind: 'identities'; readonly key: string; readonly start: number }
  /** Windows of a summary for a key in a piece of time. */
  | { readonly kind: 'windows'; readonly fold: string; readonly key: string; readonly start: number };

/** The changelog key of a segment; what a device names freely stands last. */
export function segmentKey(address: SegmentAddress): string {
  switch (address.kind) {
    case 'task':
      return 'task';
    case 'key':
      return `key/${address.key}`;
    case 'state':
      return `state/${address.fold}/${address.key}`;
    case 'lane':
      return `lane/${address.graceMs}/${address.key}`;
    case 'dead':
      return `dead/${address.fold}/${address.offset}/${address.index}`;
    case 'parked':
      return `parked/${address.fold}/${address.offset}`;
    case 'identities':
      return `identities/${address.start}/${address.key}`;
    case 'windows':
      return `windows/${address.fold}/${address.start}/${address.key}`;
    default:
      return address satisfies never;
  }
}

/** The segment that a changelog key names; throws where it names none. */
export function parseSegmentKey(text: string): SegmentAddress {
  const address = text === 'task' ? TASK : parsed(text);
  if (address === null) throw new Error(`changelog key ${JSON.stringify(text)} names no segment`);
  return address;
}

const TASK = { kind: 'task' } as const;
const INTEGER = /^-?\d+$/;
const OFFSET = /^\d+$/;

/** Cut at the slashes: a restore parses millions, for which patterns take too long. */
function parsed(text: string): SegmentAddress | null {
  const at = text.indexOf('/');
  if (at < 0) return null;
  const kind = text.slice(0, at);
  const rest = text.slice(at + 1);
  switch (kind) {
    case 'key':
      return { kind, key: rest };
    case 'state': {
      const [fold, key] = cut(rest);
      return fold === '' || key === null ? null : { kind, fold, key };
    }
    case 'lane': {
      const [graceMs, key] = cut(rest);
      return key === null || !INTEGER.test(graceMs) ? null : { kind, graceMs: Number(graceMs), key };
    }
    case 'identities': {
      const [start, key] = cut(rest);
      return key === null || !INTEGER.test(start) ? null : { kind, key, start: Number(start) };
    }
    case 'windows':
      return parseWindows(rest);
    case 'dead':
      return parseDead(rest);
    case 'parked': {
      const [fold, offset] = cut(rest);
      return fold === '' || offset === null || !OFFSET.test(offset)
        ? null
        : { kind, fold, offset: Number(offset) };
    }
    default:
      return null;
  }
}

function parseWindows(text: string): SegmentAddress | null {
  const [fold, rest] = cut(text);
  const [start, key] = cut(rest ?? '');
  return fold === '' || key === null || !INTEGER.test(start)
    ? null
    : { kind: 'windows', fold, key, start: Number(start) };
}

function parseDead(text: string): SegmentAddress | null {
  const [fold, rest] = cut(text);
  const [offset, index] = cut(rest ?? '');
  return fold === '' || index === null || !OFFSET.test(offset) || !OFFSET.test(index)
    ? null
    : { kind: 'dead', fold, offset: Number(offset), index: Number(index) };
}

/** What stands before the first slash, and what behind it; null where there is none. */
function cut(text: string): readonly [string, string | null] {
  const at = text.indexOf('/');
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
