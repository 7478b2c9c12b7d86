import type { Reporter, TestModule } from 'vitest/node';

/** Something that took time, milliseconds. */
export interface Timed {
  readonly name: string;
  readonly ms: number;
}

const SHOWN = 20;

/** Formats the slowest first, 20 at most, in whole seconds. */
export function formatSlowest(title: string, all: readonly Timed[]): string {
  const shown = all.toSorted((a, b) => b.ms - a.ms).slice(0, SHOWN);
  const lines = shown.map(({ name, ms }) => `${String(Math.round(ms / 1000)).padStart(6)} s  ${name}`);
  return [`Slowest ${title}:`, ...lines].join('\n');
}

/** Prints the test files of a vitest run that took longest, with their hooks and imports. */
export class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map((module) => {
      const { collectDuration, duration } = module.diagnostic();
      return { name: module.relativeModuleId, ms: collectDuration + duration };
    });
    console.log(formatSlowest('test files', files));
  }
}
