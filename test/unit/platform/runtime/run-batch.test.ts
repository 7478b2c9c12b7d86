import { expect, test } from 'vitest';
import type { BatchStanding, DerivationPort } from '../../../../platform/core/derivation-port.ts';
import { runBatch } from '../../../../platform/runtime/run-batch.ts';
import { routeDaysFinal } from '../../../../projections/route-days-final.ts';

test('given days of which reports have come, when it runs, then each is worked out and then it is written down', async () => {
  const given = batchTables({ since: 100, until: 200 }, [1, 2]);
  expect(await runBatch(routeDaysFinal, given.tables, NEVER)).toEqual({ days: 2 });
  expect(given.done).toEqual(['days since 100 until 200', 'day 1', 'day 2', 'saved 200']);
});

test('given the first run, when it runs, then it asks for all days', async () => {
  const given = batchTables({ since: null, until: 200 }, []);
  await runBatch(routeDaysFinal, given.tables, NEVER);
  expect(given.done).toEqual(['days since null until 200', 'saved 200']);
});

test.each([
  ['whose time is not known yet', { since: 100, until: null }],
  ['in which no time has passed', { since: 200, until: 200 }],
])('given a history %s, when it runs, then nothing is done', async (_, standing) => {
  const given = batchTables(standing, [1]);
  expect(await runBatch(routeDaysFinal, given.tables, NEVER)).toEqual({ days: 0 });
  expect(given.done).toEqual([]);
});

test('given a run that is stopped in the middle, when it ends, then it is not written down as done', async () => {
  const stopping = new AbortController();
  const given = batchTables({ since: 100, until: 200 }, [1, 2], () => stopping.abort(new Error('stopped')));
  await expect(runBatch(routeDaysFinal, given.tables, stopping.signal)).rejects.toThrow('stopped');
  expect(given.done).toEqual(['days since 100 until 200', 'day 1']);
});

const NEVER = new AbortController().signal;

function batchTables(standing: BatchStanding, days: readonly number[], onDay = (): void => undefined) {
  const done: string[] = [];
  const note = (what: string): Promise<void> => {
    done.push(what);
    return Promise.resolve();
  };
  const tables: Pick<DerivationPort, 'standing' | 'daysToReckon' | 'reckonDay' | 'saveStanding'> = {
    standing: () => Promise.resolve(standing),
    daysToReckon: (_, since, until) => note(`days since ${since} until ${until}`).then(() => days),
    reckonDay: (_, dayAt) => note(`day ${dayAt}`).then(onDay),
    saveStanding: (_, until) => note(`saved ${until}`),
  };
  return { tables, done };
}
