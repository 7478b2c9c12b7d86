import { expect, test } from 'vitest';
import { unlessAborted } from '../../../../platform/embedded/unless-aborted.ts';

const never = new Promise<string>(() => undefined);

test('work that nobody ends is waited for', async () => {
  expect(await unlessAborted(Promise.resolve('done'), new AbortController().signal)).toBe('done');
  expect(await unlessAborted(Promise.resolve('done'), undefined)).toBe('done');
});

test('what is aborted is no longer waited for', async () => {
  const stopping = new AbortController();
  const waiting = unlessAborted(never, stopping.signal);
  stopping.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('what was aborted before does not begin', async () => {
  await expect(
    unlessAborted(Promise.resolve('done'), AbortSignal.abort(new Error('enough'))),
  ).rejects.toThrow('enough');
  await expect(unlessAborted(never, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
