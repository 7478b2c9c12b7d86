import { expect, test } from 'vitest';
import { createMemoryLog } from '../../../../../platform/memory/memory-log.ts';
import { readTaskPlace } from '../../../../../platform/runtime/state/read-task-place.ts';

const topic = 'changelog';

async function given(keys: readonly (readonly [key: string, value: object])[]) {
  const log = createMemoryLog({ now: () => 0 });
  await log.admin.ensureTopics([{ topic, partitions: 1, cleanup: 'compact' }]);
  const appender = await log.appender();
  await appender.append(
    keys.map(([key, value]) => ({ topic, partition: 0, key, value: Buffer.from(JSON.stringify(value)) })),
  );
  return log;
}

test('given a changelog, then the newest word of the task says how far its state goes', async () => {
  const log = await given([
    ['task', { next: 5 }],
    ['key/a', {}],
    ['task', { next: 9 }],
    ['key/b', {}],
  ]);
  expect(await readTaskPlace(log, topic, 0)).toBe(9);
});

test('given a task whose last transaction wrote very much, then it is looked for further back', async () => {
  const much = Array.from({ length: 9000 }, (_, index): [string, object] => [`key/${index}`, {}]);
  expect(await readTaskPlace(await given([['task', { next: 4 }], ...much]), topic, 0)).toBe(4);
});

test('given a changelog without a task, then there is no state', async () => {
  expect(await readTaskPlace(await given([['key/a', {}]]), topic, 0)).toBeNull();
  expect(await readTaskPlace(await given([]), topic, 0)).toBeNull();
});
