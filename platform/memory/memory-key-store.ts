import type { KeptKey, SubjectKeyStore } from '../core/personal-data.ts';

/** Keeps the keys of persons for as long as the process lives. */
export function createMemoryKeyStore(): SubjectKeyStore {
  const tokens = new Map<string, string>();
  const keys = new Map<string, KeptKey | 'forgotten'>();
  const living = (name: string): KeptKey | null => {
    const kept = keys.get(tokens.get(name) ?? '');
    return kept === undefined || kept === 'forgotten' ? null : kept;
  };
  return {
    find: (names) => Promise.resolve(names.map(living)),
    keep(name, key) {
      const kept = living(name);
      if (kept !== null) return Promise.resolve(kept);
      tokens.set(name, key.token);
      keys.set(key.token, key);
      return Promise.resolve(key);
    },
    read: (wanted) => Promise.resolve(wanted.map((token) => keys.get(token) ?? 'unknown')),
    destroy(name) {
      const kept = living(name);
      if (kept === null) return Promise.resolve(null);
      tokens.delete(name);
      keys.set(kept.token, 'forgotten');
      return Promise.resolve(kept.token);
    },
    close: () => Promise.resolve(),
  };
}
