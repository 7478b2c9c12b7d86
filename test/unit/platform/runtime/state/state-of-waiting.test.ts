import { expect, test } from 'vitest';
import { parseBuriedRecord } from '../../../../../cli/dead/dead-letter.ts';
import { releaseRecord } from '../../../../../cli/dead/release-record.ts';
import type { ProcessorSet } from '../../../../../platform/core/define-set.ts';
import type { NewRecord } from '../../../../../platform/core/ports.ts';
import { createMemoryLog } from '../../../../../platform/memory/memory-log.ts';
import { stateAt } from '../../../../../platform/runtime/state/state-at.ts';
import { storeSnapshot } from '../../../../../platform/runtime/state/store-snapshot.ts';
import { topicsOf } from '../../../../../platform/runtime/topics-of.ts';
import { TimePassed } from '../../../../../schemas/events/time-passed.ts';
import { asLog, openTask } from '../../../../support/fold-log.ts';
import { faultsToCount } from '../../../../support/faults-to-count.ts';
import { codec, fault, names, recordOf } from '../../../../support/said.ts';

const broken = faultsToCount({ afterDeadLetter: 'wait' });
const mended = faultsToCount({ afterDeadLetter: 'wait', mended: true });
const faults = ['a', 'poison', 'b', 'c'].map((code, occurredAt) =>
  recordOf(fault({ occurredAt, vehicleId: '1', code })),
);
/** After so many records a snapshot is stored: `poison` is a dead letter then, and `b` waits behind it. */
const SNAPSHOT_AFTER = 3;

test('given events behind a dead letter in a snapshot, when the dead letter is released later, then the state is theirs too', async () => {
  const log = createMemoryLog();
  const common = { names, partitions: 1, events: [TimePassed], singlePartition: [], projections: [] };
  await log.admin.ensureTopics(topicsOf({ ...common, sets: [broken] }));
  const appender = await log.appender();
  const task = openTask({ set: broken, partitions: 1 });
  const said: NewRecord[] = [];
  for (const record of asLog(faults.slice(0, SNAPSHOT_AFTER))) {
    task.apply(record);
    said.push(...task.take());
  }
  const snapshot = task.snapshot();
  if (snapshot === null) throw new Error('a first stage has snapshots');
  const setting = { appender, names, set: broken, partition: 0 };
  await storeSnapshot(setting, snapshot, new AbortController().signal);
  await appender.append([...faults, releaseOf(said)]);

  const asked = async (set: ProcessorSet, offset: number) => {
    const sources = { log, names, codec, tick: TimePassed, sets: [set] };
    const question = { processor: 'count-faults', key: '1', moment: { kind: 'offset', offset } as const };
    const { held, standing } = await stateAt(sources, question);
    return { held, from: standing.snapshot?.next };
  };
  expect(await asked(broken, 3)).toMatchObject({ held: { state: 1 }, from: SNAPSHOT_AFTER });
  expect(await asked(mended, 4)).toMatchObject({ held: { state: 4 }, from: SNAPSHOT_AFTER });
});

/** What `tacho dead redrive` appends for the one dead letter that was said. */
function releaseOf(said: readonly NewRecord[]): NewRecord {
  const buried = said.find(({ topic }) => topic === names.dead('count-faults'));
  if (buried === undefined) throw new Error('there should be a dead letter');
  const letter = parseBuriedRecord('count-faults', { offset: 0, appendedAt: 0, headers: {}, ...buried });
  if (letter === null) throw new Error('it should say where it came from');
  return releaseRecord(letter, 'redrive', { codec, now: 9 });
}
