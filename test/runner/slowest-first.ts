import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute or more on two cores, the slowest first. */
const SLOW: readonly string[] = [
  'e2e/faults',
  'integration/bench-of-workers',
  'integration/bench',
  'integration/doctor',
  'e2e/line',
  'e2e/kills',
  'integration/add-a-report',
  'integration/backup',
  'e2e/demo',
  'integration/lives',
  'integration/forget',
];

/** Begins with what takes long: a slow file that came last would have the machine to itself, and leave a core idle. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = SLOW.findIndex((name) => moduleId.includes(`/test/${name}.test.`));
  return place === -1 ? SLOW.length : place;
}
