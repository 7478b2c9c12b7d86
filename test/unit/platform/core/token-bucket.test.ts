import { expect, test } from 'vitest';
import { TokenBucket } from '../../../../platform/core/token-bucket.ts';

test('what the bucket holds goes through at once; then everything waits for its rate', () => {
  const bucket = new TokenBucket(100, 10);
  expect(bucket.take(10, 0)).toBe(0);
  expect(bucket.take(1, 0)).toBe(10);
  expect(bucket.take(1, 0)).toBe(20);
});

test('a debt is paid by waiting, and rest fills the bucket, but never over its brim', () => {
  const bucket = new TokenBucket(100, 10);
  expect(bucket.take(30, 0)).toBe(200);
  expect(bucket.take(0, 200)).toBe(0);
  expect(bucket.take(11, 60_000)).toBe(10);
});

test('a clock that stands still, or goes back, gives nothing', () => {
  const bucket = new TokenBucket(100, 1);
  expect(bucket.take(1, 1000)).toBe(0);
  expect(bucket.take(1, 1000)).toBe(10);
  expect(bucket.take(1, 500)).toBe(20);
});
