import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../../cli/sources/seeded-random.ts';
import type { KeySegment } from '../../../../../platform/runtime/fold/collect-segments.ts';
import { packChunk, toChunks, unpackChunk } from '../../../../../platform/runtime/state/snapshot-chunk.ts';
import { chunksOf, type StoredSnapshot } from '../../../../../platform/runtime/state/stored-snapshot.ts';

const KiB = 1024;
const random = seededRandom(5);
/** Bytes that cannot be compressed. */
const noise = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.whole(0, 255)));
const segment = (key: string, number: number, length: number): KeySegment => ({
  key,
  name: `identities/${number}/${key}`,
  bytes: noise(length),
});

describe('given segments of many keys', () => {
  const segments = ['a', 'bus 7/ä', 'c'].flatMap((key) =>
    Array.from({ length: 9 }, (_, number) => segment(key, number, number === 4 ? 300 * KiB : 40 * KiB)),
  );
  const chunks = [...toChunks(segments)];

  test('when they are divided, then all are there in their order, and each chunk fits into a record', async () => {
    expect(chunks.length).toBeGreaterThan(2);
    const unpacked: (readonly [string, string])[] = [];
    for (const chunk of chunks) {
      const packed = await packChunk(chunk);
      expect(packed.length).toBeLessThan(700 * KiB);
      for (const [name, bytes] of await unpackChunk(packed)) unpacked.push([name, hash('sha1', bytes)]);
    }
    expect(unpacked).toEqual(segments.map(({ name, bytes }) => [name, hash('sha1', bytes)]));
  });

  test('when a key is looked for, then in every chunk that has some of its segments, and in no more than it must', () => {
    const index = chunks.map(({ first }, at) => ({ first, at }));
    for (const key of ['a', 'bus 7/ä', 'c', 'b', 'z', '']) {
      const found = chunksOf({ chunks: index } as unknown as StoredSnapshot, key).map(({ at }) => at);
      const holding = chunks.flatMap(({ segments: held }, at) =>
        held.some((each) => each.key === key) ? [at] : [],
      );
      expect(found).toEqual(expect.arrayContaining(holding));
      expect(found.length).toBeLessThanOrEqual(holding.length + 1);
    }
  });
});

test('no segments make no chunk', () => {
  expect([...toChunks([])]).toEqual([]);
});
