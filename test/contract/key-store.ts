import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SubjectKeyStore } from '../../platform/core/personal-data.ts';

const key = (token: string) => ({ token, wrapped: `wrapped-${token}` });

/** What every store of keys keeps to. Each test has names of its own. */
export function keyStoreContract(name: string, open: () => Promise<SubjectKeyStore>): void {
  describe(`${name} as a store of keys`, () => {
    let store: SubjectKeyStore;

    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    test('finds nothing before there is something, and answers no question with nothing', async () => {
      expect(await store.find(['nobody'])).toEqual([null]);
      expect(await store.read(['no-token'])).toEqual(['unknown']);
      expect(await store.find([])).toEqual([]);
      expect(await store.read([])).toEqual([]);
    });

    test('finds what was kept, by name and by token, in the order of the question', async () => {
      await store.keep('a', key('t-a'));
      await store.keep('b', key('t-b'));
      expect(await store.find(['b', 'nobody', 'a'])).toEqual([key('t-b'), null, key('t-a')]);
      expect(await store.read(['t-a', 'no-token', 't-b'])).toEqual([key('t-a'), 'unknown', key('t-b')]);
    });

    test('when several keep a key of one name at once, one of them holds for all, and the others leave nothing', async () => {
      const kept = await Promise.all(['t-1', 't-2', 't-3'].map((token) => store.keep('crowded', key(token))));
      expect(new Set(kept.map(({ token }) => token)).size).toBe(1);
      expect(await store.find(['crowded'])).toEqual([kept[0]]);
      const found = await store.read(['t-1', 't-2', 't-3']);
      expect(found.filter((each) => each === 'unknown')).toHaveLength(2);
    });

    test('what is destroyed is gone, its token says so, and the next key of the name stands beside it', async () => {
      await store.keep('c', key('t-c'));
      expect(await store.destroy('c')).toBe('t-c');
      expect(await store.find(['c'])).toEqual([null]);
      expect(await store.destroy('c')).toBeNull();
      expect(await store.keep('c', key('t-c2'))).toEqual(key('t-c2'));
      expect(await store.read(['t-c', 't-c2'])).toEqual(['forgotten', key('t-c2')]);
      expect(await store.destroy('c')).toBe('t-c2');
      expect(await store.read(['t-c', 't-c2'])).toEqual(['forgotten', 'forgotten']);
    });
  });
}
