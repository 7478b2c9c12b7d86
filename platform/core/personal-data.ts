import type { SealedPlace } from './sealed-text.ts';

/** What only the holder of the master key can do; a key management service does the same three things. */
export interface KeyWrapper {
  /** The name under which the key of a person is kept: a keyed hash, which does not say who it is. */
  nameOf(subject: string): Promise<string>;
  /** Encrypts the key of a person; only with this token can it be unwrapped. */
  wrap(key: Buffer, token: string): Promise<string>;
  /** Throws `master-key-differs` where it was wrapped by another master key. */
  unwrap(wrapped: string, token: string): Promise<Buffer>;
}

/** The key of a person as it is kept. */
export interface KeptKey {
  readonly token: string;
  readonly wrapped: string;
}

/** What is kept under a token: the key, the fact that it was destroyed, or nothing. */
export type FoundKey = KeptKey | 'forgotten' | 'unknown';

/**
 * Keeps the keys of persons, outside the log and the tables. Rejects with `keys-unavailable` while it cannot be
 * reached.
 */
export interface SubjectKeyStore {
  /** The living key of each name, in their order; null where there is none. */
  find(names: readonly string[]): Promise<readonly (KeptKey | null)[]>;
  /** Keeps a key unless the name has one; resolves with the one that holds, the same for all who ask at once. */
  keep(name: string, key: KeptKey): Promise<KeptKey>;
  /** What is kept under each token, in their order. */
  read(tokens: readonly string[]): Promise<readonly FoundKey[]>;
  /**
   * Destroys the living key of a name, for good, and resolves with its token, of which remains that it was
   * destroyed. Resolves with null where there is none. The next key of the name has nothing to do with it.
   */
  destroy(name: string): Promise<string | null>;
  close(): Promise<void>;
}

/** The key of a person, ready for use. */
export interface SubjectKey {
  readonly token: string;
  /** The text that stands for a value at a place; no two are alike. */
  seal(plain: string, place: SealedPlace): string;
}

/** Makes and finds the keys of persons by who they are. */
export interface SubjectKeys {
  /** The living key of each of them, made where there is none. */
  keysOf(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>>;
}

/** A sealed value with its place. */
export interface SealedValue {
  readonly text: string;
  readonly place: SealedPlace;
}

/** What became of a sealed value: `unknown` says that the keys were lost, not that they were destroyed. */
export type OpenedValue =
  | { readonly kind: 'plain'; readonly plain: string }
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'unknown' };

/** Opens sealed values, in their order. */
export type OpenSealed = (values: readonly SealedValue[]) => Promise<readonly OpenedValue[]>;
