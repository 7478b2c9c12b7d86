import { expect, it } from 'vitest';
import { findChdbLibrary } from '../../../../platform/embedded/find-chdb-library.ts';

it('finds the library of this platform', () => {
  expect(findChdbLibrary()).toMatch(/libchdb\.so$/);
});

it('says what to do on a platform that has none', () => {
  expect(() => findChdbLibrary('plan9-mips')).toThrow(/plan9-mips is not installed.*docker compose/);
});
