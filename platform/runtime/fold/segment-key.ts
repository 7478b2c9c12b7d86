/** A part of a task's state that is written to the changelog on its own. */
export type SegmentAddress =
  | { readonly kind: 'task' }
  /** States of all processors for a key, and its newest instant. */
  | { readonly kind: 'key'; readonly key: string }
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
  const [, kind, rest] = /^([a-z]+)\/(.*)$/s.exec(text) ?? [];
  if (kind === 'key' && rest !== undefined) return { kind, key: rest };
  const identities = /^(-?\d+)\/(.*)$/s.exec(kind === 'identities' ? (rest ?? '') : '');
  if (identities) return { kind: 'identities', start: Number(identities[1]), key: identities[2] ?? '' };
  const windows = /^([^/]+)\/(-?\d+)\/(.*)$/s.exec(kind === 'windows' ? (rest ?? '') : '');
  if (windows)
    return { kind: 'windows', fold: windows[1] ?? '', start: Number(windows[2]), key: windows[3] ?? '' };
  throw new Error(`changelog key ${JSON.stringify(text)} names no segment`);
}
