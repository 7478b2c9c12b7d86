import type { Answer, WriteStep } from '../clickhouse-proxy.ts';
import type { ProjectionScenario, Site } from '../projection-scenario.ts';
import { strikeOnce } from '../strike.ts';

/** As ClickHouse 26.7 says it. */
const exception = (code: number, said: string, type: string): Answer => ({
  status: 500,
  headers: {
    'content-type': 'text/plain; charset=UTF-8',
    'x-clickhouse-exception-code': String(code),
    'x-clickhouse-server-display-name': 'proxy',
  },
  body: Buffer.from(`Code: ${code}. DB::Exception: ${said} (${type}) (version 26.7.2.1)\n`),
});

const TOO_MANY_PARTS = exception(
  252,
  "Too many parts (3000 with average size of 1.20 KiB) in table 'proxy.parts (f3a44172-3140-4637-aebc-5e4c0206a04b)'. Merges are processing significantly slower than inserts.",
  'TOO_MANY_PARTS',
);

const FAILURES: readonly Answer[] = [
  exception(
    241,
    'Query memory limit exceeded: would use 4.14 MiB (attempt to allocate chunk of 4.14 MiB), maximum: 976.56 KiB.',
    'MEMORY_LIMIT_EXCEEDED',
  ),
  exception(999, 'Session expired.', 'KEEPER_EXCEPTION'),
  // Whoever stands before ClickHouse says so in words of its own, or in none.
  { status: 502, headers: { 'content-type': 'text/html' }, body: Buffer.from('<h1>502 Bad Gateway</h1>') },
  { status: 500, headers: {}, body: Buffer.alloc(0) },
];

/** ClickHouse fails with writes, some of which it has committed all the same. */
export const failedWrites: ProjectionScenario = {
  name: 'answers-500',
  fault: 'ClickHouse answers 500',
  times: { whole: 30, short: 6 },
  seconds: (times) => 1 + times / 3,
  inject: (site, times) =>
    answerWith(site, times, (number) => ({
      answer: FAILURES[number % FAILURES.length] ?? TOO_MANY_PARTS,
      step: number % 3 === 2 ? 'committed' : 'before',
    })),
};

/** ClickHouse has too many parts, and takes no block for a while: again and again. */
export const refusedWrites: ProjectionScenario = {
  name: 'too-many-parts',
  fault: 'ClickHouse answers 252, too many parts',
  times: { whole: 30, short: 4 },
  seconds: (times) => 1 + times / 3,
  inject: (site, times) => answerWith(site, times, () => ({ answer: TOO_MANY_PARTS, step: 'before' })),
};

/** Answers two of three blocks of rows, so many times; the others pass. */
async function answerWith(
  site: Site,
  times: number,
  choose: (number: number) => { readonly answer: Answer; readonly step: WriteStep },
): Promise<number> {
  await site.crew.hire(1);
  for (let number = 0; number < times; number += 1) {
    const { answer, step } = choose(number);
    const { onWrite, untilStruck } = strikeOnce({ step, kind: 'rows', nth: 1 + (number % 2) }, () => answer);
    site.crew.strike(onWrite);
    if (number === 0) await site.begin();
    await untilStruck(site.signal);
  }
  return times;
}
