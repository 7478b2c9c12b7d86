import { expect, it } from 'vitest';
import type { LogAppender } from '../../../platform/core/ports.ts';
import { sentPosition, post, startIngest } from './started-ingest.ts';

it('answers 503 with Retry-After when the append fails, acknowledges and keeps nothing, and goes on', async () => {
  const ingest = await startIngest();
  const key = await ingest.add({ vehicles: ['8940'], label: '' });
  await post(ingest, key, sentPosition({ sequence: 0 }));
  ingest.log.failNextAppend();

  const failed = await post(ingest, key, sentPosition({ sequence: 1 }));
  const retried = await post(ingest, key, sentPosition({ sequence: 1 }));

  expect(failed).toMatchObject({
    status: 503,
    body: { code: 'log-unavailable' },
    headers: { 'retry-after': '2' },
  });
  expect(retried.status).toBe(202);
  expect((await ingest.written('telemetry')).map(({ data }) => data)).toMatchObject([
    { sequence: 0 },
    { sequence: 1 },
  ]);
});

it('answers 503 while too much waits, and takes reports again when it has drained', async () => {
  const gate = createGate();
  const ingest = await startIngest({ limits: { maxWaitingBytes: 3000 }, around: gate.around });
  const key = await ingest.add({ vehicles: ['8940'], label: '' });

  const waiting = [1, 2, 3].map((sequence) => post(ingest, key, sentPosition({ sequence })));
  await gate.entered;
  const refused = await post(ingest, key, [sentPosition({ sequence: 4 }), sentPosition({ sequence: 5 })]);
  gate.open();

  expect(refused).toMatchObject({
    status: 503,
    body: { code: 'ingest-overloaded' },
    headers: { 'retry-after': '2' },
  });
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([202, 202, 202]);
  expect((await post(ingest, key, sentPosition({ sequence: 6 }))).status).toBe(202);
  expect(await ingest.written('telemetry')).toHaveLength(4);
});

it('says in its health what does not answer', async () => {
  const ingest = await startIngest({ checks: () => ({ kafka: 'gone' }) });
  const answer = await ingest.server.inject('/health');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({ status: 'failing', checks: { kafka: 'gone' } });
});

/** Holds appends back until it is opened. */
function createGate(): {
  readonly around: (append: LogAppender['append']) => LogAppender['append'];
  readonly entered: Promise<void>;
  readonly open: () => void;
} {
  let open = (): void => undefined;
  let enter = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const entered = new Promise<void>((resolve) => (enter = resolve));
  return {
    around: (append) => async (records) => {
      enter();
      await opened;
      return append(records);
    },
    entered,
    open: () => open(),
  };
}
