import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openProgress } from '../../../cli/progress.ts';
import { progressText } from '../../../cli/progress-text.ts';

const written = (stream: PassThrough): string => String(stream.read() ?? '');

describe('on anything but a terminal', () => {
  it('writes a plain line every five seconds at most, and one at the end', () => {
    let time = 0;
    const stream = new PassThrough();
    const progress = openProgress({ label: 'import', unit: 'reports', total: 1000, stream, now: () => time });
    for (time = 1000; time <= 9000; time += 1000) progress.update(time / 10);
    time = 10_000;
    progress.update(1000);
    progress.close();
    expect(written(stream)).toBe(
      [
        'import: 500 of 1,000 (50 %) reports, 100/s, 5 s left\n',
        'import: 1,000 of 1,000 (100 %) reports, 100/s, in 10 s\n',
        'import: 1,000 of 1,000 (100 %) reports, 100/s, in 10 s\n',
      ].join(''),
    );
  });
});

describe('on a terminal', () => {
  const terminal = (): PassThrough & { isTTY: boolean } =>
    Object.assign(new PassThrough(), { isTTY: true, columns: 200 });

  it('draws a bar with rate and time left', () => {
    let time = 0;
    const stream = terminal();
    const progress = openProgress({ label: 'replay', unit: 'events', total: 400, stream, now: () => time });
    time = 1000;
    progress.update(100);
    progress.close();
    expect(written(stream)).toMatch(/\[=+-+\] replay: 100 of 400 \(25 %\) events, 100\/s, 3 s left/);
  });

  it('draws no bar without a total', () => {
    const stream = terminal();
    const progress = openProgress({ label: 'post', unit: 'reports', stream, now: () => 0 });
    progress.close();
    expect(written(stream)).toContain('post: 0 reports, 0/s, in 0 s');
  });
});

describe('the text', () => {
  const work = { label: 'import', unit: 'reports', total: 100_000, done: 0, elapsedMs: 0 };

  it.each([
    [{ ...work }, 'import: 0 of 100,000 (0 %) reports, 0/s'],
    [
      { ...work, done: 99_999, elapsedMs: 99_999 },
      'import: 99,999 of 100,000 (99 %) reports, 1,000/s, 1 s left',
    ],
    [
      { ...work, done: 1000, elapsedMs: 1000 },
      'import: 1,000 of 100,000 (1 %) reports, 1,000/s, 1 min 39 s left',
    ],
    [{ ...work, done: 10, elapsedMs: 1000 }, 'import: 10 of 100,000 (0 %) reports, 10/s, 2 h 46 min left'],
    [{ ...work, total: 0 }, 'import: 0 of 0 (100 %) reports, 0/s, in 0 s'],
    [{ ...work, total: null, done: 5, elapsedMs: 500 }, 'import: 5 reports, 10/s, in 1 s'],
  ])('%#', (state, text) => {
    expect(progressText(state)).toBe(text);
  });
});
