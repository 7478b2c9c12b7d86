import { expect } from 'vitest';
import type { TaskCounts } from '../../platform/runtime/fold/fold-counts.ts';

/** read = applied + duplicate + late + ignored + dead + waiting, for every fold that reads the source. */
export function expectBalanced({ folds, read }: TaskCounts): void {
  for (const fold of Object.values(folds)) {
    const { applied, duplicate, late, ignored, dead, waiting } = fold;
    expect(fold.read).toBe(read);
    expect(applied + duplicate + late + ignored + dead + waiting).toBe(read);
  }
}
