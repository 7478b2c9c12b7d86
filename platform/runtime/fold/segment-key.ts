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
  if (text === 'task') return { kind: 'task' };
  for (const parse of [parsePlain, parseNamed, parseStarted, parseWindows, parseDead]) {
    const address = parse(text);
    if (address !== null) return address;
  }
  throw new Error(`changelog key ${JSON.stringify(text)} names no segment`);
}

function parsePlain(text: string): SegmentAddress | null {
  const [, key] = /^key\/(.*)$/s.exec(text) ?? [];
  return key === undefined ? null : { kind: 'key', key };
}

function parseNamed(text: string): SegmentAddress | null {
  const [, fold, key] = /^state\/([^/]+)\/(.*)$/s.exec(text) ?? [];
  return fold === undefined || key === undefined ? null : { kind: 'state', fold, key };
}

function parseStarted(text: string): SegmentAddress | null {
  const [, kind, number, key] = /^(lane|identities)\/(-?\d+)\/(.*)$/s.exec(text) ?? [];
  if (key === undefined) return null;
  return kind === 'lane'
    ? { kind, graceMs: Number(number), key }
    : { kind: 'identities', start: Number(number), key };
}

function parseWindows(text: string): SegmentAddress | null {
  const [, fold, start, key] = /^windows\/([^/]+)\/(-?\d+)\/(.*)$/s.exec(text) ?? [];
  return fold === undefined || key === undefined
    ? null
    : { kind: 'windows', fold, start: Number(start), key };
}

function parseDead(text: string): SegmentAddress | null {
  const [, kind, fold, offset, index] = /^(dead|parked)\/([^/]+)\/(\d+)(?:\/(\d+))?$/.exec(text) ?? [];
  if (fold === undefined) return null;
  return kind === 'dead'
    ? { kind, fold, offset: Number(offset), index: Number(index) }
    : { kind: 'parked', fold, offset: Number(offset) };
}
