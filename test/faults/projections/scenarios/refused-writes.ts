import type { Answer } from '../clickhouse-proxy.ts';
import type { ProjectionScenario } from '../projection-scenario.ts';
import { strikeRepeatedly } from '../strike-repeatedly.ts';

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
    strikeRepeatedly(site, times, (_, number) => ({
      step: number % 3 === 2 ? 'committed' : 'before',
      kind: 'rows',
      nth: nthOf(number),
      happens: () => FAILURES[number % FAILURES.length] ?? 'cut',
    })),
};

/** ClickHouse has too many parts, and takes no block for a while: again and again. */
export const refusedWrites: ProjectionScenario = {
  name: 'too-many-parts',
  fault: 'ClickHouse answers 252, too many parts',
  times: { whole: 20, short: 4 },
  seconds: (times) => 1 + 1.5 * times,
  inject: (site, times) =>
    strikeRepeatedly(site, times, (_, number) => ({
      step: 'before',
      kind: 'rows',
      nth: nthOf(number),
      happens: () => TOO_MANY_PARTS,
    })),
};

/** Of three writes one goes through. */
const nthOf = (number: number): number => 1 + (number % 2);
