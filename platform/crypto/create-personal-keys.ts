import { TachoError } from '../core/errors.ts';
import type {
  FoundKey,
  KeptKey,
  KeyWrapper,
  OpenedValue,
  OpenSealed,
  SealedValue,
  SubjectKeys,
  SubjectKeyStore,
} from '../core/personal-data.ts';
import { readSealedText } from '../core/sealed-text.ts';
import type { RandomBytes } from './authenticated-cipher.ts';
import { personalKey, type PersonalKey } from './personal-key.ts';

const KEY_BYTES = 32;

/** All that is done with the keys of persons. */
export interface PersonalKeys extends SubjectKeys {
  readonly openSealed: OpenSealed;
  /** The token that stands for a person now; null where no key is kept. */
  tokenOf(subject: string): Promise<string | null>;
  /** Destroys the key of a person; resolves with the token that stood for it. Throws `subject-unknown`. */
  forget(subject: string): Promise<string>;
}

interface Parts {
  readonly store: SubjectKeyStore;
  readonly wrapper: KeyWrapper;
  readonly randomBytes: RandomBytes;
}

/** The keys of a store. None is remembered from one call to the next, so that what is destroyed is gone at once. */
export function createPersonalKeys(parts: Parts): PersonalKeys {
  const { store, wrapper } = parts;
  return {
    async keysOf(subjects) {
      const distinct = [...new Set(subjects)];
      const names = await Promise.all(distinct.map((subject) => wrapper.nameOf(subject)));
      const found = await store.find(names);
      const keys = await Promise.all(
        names.map(async (name, index) => unwrap(found[index] ?? (await make(name, parts)), parts)),
      );
      return new Map(distinct.flatMap((subject, index) => entryOf(subject, keys[index])));
    },
    async openSealed(values) {
      const sealed = values.map(({ text }) => readSealedText(text));
      const tokens = [...new Set(sealed.flatMap((each) => each?.token ?? []))];
      const kept = tokens.length === 0 ? [] : await store.read(tokens);
      const opened = await Promise.all(kept.map((each) => openKey(each, parts)));
      const keys = new Map(tokens.flatMap((token, index) => entryOf(token, opened[index])));
      return values.map((value) => open(value, keys));
    },
    async tokenOf(subject) {
      const [kept] = await store.find([await wrapper.nameOf(subject)]);
      return kept?.token ?? null;
    },
    async forget(subject) {
      const token = await store.destroy(await wrapper.nameOf(subject));
      if (token === null) throw new TachoError('subject-unknown', '');
      return token;
    },
  };
}

const entryOf = <V>(key: string, value: V | undefined): readonly (readonly [string, V])[] =>
  value === undefined ? [] : [[key, value]];

/** Makes a key; who was quicker has made the one that holds. */
async function make(name: string, { store, wrapper, randomBytes }: Parts): Promise<KeptKey> {
  const bytes = randomBytes(KEY_BYTES);
  const { token } = personalKey(bytes, randomBytes);
  return store.keep(name, { token, wrapped: await wrapper.wrap(bytes, token) });
}

async function unwrap({ token, wrapped }: KeptKey, { wrapper, randomBytes }: Parts): Promise<PersonalKey> {
  return personalKey(await wrapper.unwrap(wrapped, token), randomBytes);
}

type OpenKey = PersonalKey | Exclude<FoundKey, KeptKey>;

const openKey = (found: FoundKey, parts: Parts): Promise<OpenKey> =>
  typeof found === 'string' ? Promise.resolve(found) : unwrap(found, parts);

function open({ text, place }: SealedValue, keys: ReadonlyMap<string, OpenKey>): OpenedValue {
  const sealed = readSealedText(text);
  const key = sealed === null ? 'unknown' : (keys.get(sealed.token) ?? 'unknown');
  if (sealed === null || typeof key === 'string') return { kind: key === 'forgotten' ? key : 'unknown' };
  const plain = key.open(sealed.payload, place);
  return plain === null ? { kind: 'unknown' } : { kind: 'plain', plain };
}
