import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { SubjectKeyStore } from '../../../../platform/core/personal-data.ts';
import { readSealedText } from '../../../../platform/core/sealed-text.ts';
import { createKeyWrapper } from '../../../../platform/crypto/create-key-wrapper.ts';
import { createPersonalKeys, type PersonalKeys } from '../../../../platform/crypto/create-personal-keys.ts';
import { createMemoryKeyStore } from '../../../../platform/memory/memory-key-store.ts';

const place = { event: 'PumpStarted', field: 'operatorId', eventId: '1' };

const keysOver = (store = createMemoryKeyStore(), masterKey = Buffer.alloc(32, 1)): PersonalKeys =>
  createPersonalKeys({ store, wrapper: createKeyWrapper(masterKey, randomBytes), randomBytes });

async function seal(keys: PersonalKeys, subject: string, at = place): Promise<string> {
  return (await keys.keysOf([subject])).get(subject)?.seal(subject, at) ?? '';
}

it('seals one value differently each time, under one token, and opens both', async () => {
  const keys = keysOver();
  const texts = [await seal(keys, 'Jürgen'), await seal(keys, 'Jürgen')];
  expect(texts[0]).not.toBe(texts[1]);
  expect(new Set(texts.map((text) => readSealedText(text)?.token)).size).toBe(1);
  const opened = await keys.openSealed(texts.map((text) => ({ text, place })));
  expect(opened).toEqual([
    { kind: 'plain', plain: 'Jürgen' },
    { kind: 'plain', plain: 'Jürgen' },
  ]);
});

it.each([
  ['event', { ...place, event: 'PumpStopped' }],
  ['field', { ...place, field: 'ownerId' }],
  ['id', { ...place, eventId: '2' }],
])('opens nothing at another %s than it was sealed for', async (_, other) => {
  const keys = keysOver();
  const text = await seal(keys, 'a');
  expect(await keys.openSealed([{ text, place: other }])).toEqual([{ kind: 'unknown' }]);
});

it('opens nothing of which a bit was changed, and nothing that was never sealed', async () => {
  const keys = keysOver();
  const text = await seal(keys, 'a');
  const changed = `${text.slice(0, -2)}${text.endsWith('AA') ? 'BB' : 'AA'}`;
  const texts = [changed, `${text}A!`, 'plain', '', 'sealed:v1:short:AAAA'];
  const opened = await keys.openSealed(texts.map((each) => ({ text: each, place })));
  expect(opened).toEqual(texts.map(() => ({ kind: 'unknown' })));
});

it('keeps nothing from which the subject or the token can be told', async () => {
  const store = createMemoryKeyStore();
  const seen: string[] = [];
  const watched: SubjectKeyStore = {
    ...store,
    keep: (name, key) => {
      seen.push(JSON.stringify([name, key]));
      return store.keep(name, key);
    },
  };
  await seal(keysOver(watched), 'driver-07');
  expect(seen).toHaveLength(1);
  expect(seen[0]).not.toContain('driver-07');
});

it('says that a key was wrapped by another master key, and finds nobody by their name with it', async () => {
  const store = createMemoryKeyStore();
  const text = await seal(keysOver(store), 'a');
  const others = keysOver(store, Buffer.alloc(32, 2));
  expect(await others.tokenOf('a')).toBeNull();
  await expect(others.openSealed([{ text, place }])).rejects.toMatchObject({ code: 'master-key-differs' });
});

it('tells what was forgotten from what was lost', async () => {
  const keys = keysOver();
  const text = await seal(keys, 'a');
  expect(await keysOver().openSealed([{ text, place }])).toEqual([{ kind: 'unknown' }]);
  expect(await keys.forget('a')).toBe(readSealedText(text)?.token);
  expect(await keys.openSealed([{ text, place }])).toEqual([{ kind: 'forgotten' }]);
  await expect(keys.forget('a')).rejects.toMatchObject({ code: 'subject-unknown' });
});
