import type { ProjectionScenario } from './projection-scenario.ts';
import { answersLost } from './scenarios/answers-lost.ts';
import { backupRestored, backupRestoredBeneath } from './scenarios/backup-restored.ts';
import { clickhouseKilled } from './scenarios/clickhouse-killed.ts';
import { clickhouseSlow } from './scenarios/clickhouse-slow.ts';
import { killedAtWrite } from './scenarios/killed-at-write.ts';
import { lostInFlush } from './scenarios/lost-in-flush.ts';
import { refusedWrites, failedWrites } from './scenarios/refused-writes.ts';
import { replayKilled } from './scenarios/replay-killed.ts';
import { staleWriter } from './scenarios/stale-writer.ts';
import { unharmed } from './scenarios/unharmed.ts';

/** All that is done while tables are built, in turn; first of all nothing. */
export const projectionScenarios: readonly ProjectionScenario[] = [
  unharmed,
  killedAtWrite('killed-before-insert', 'before an insert', { step: 'before', kind: 'rows' }),
  killedAtWrite('killed-in-insert', 'during an insert', { step: 'during', kind: 'rows' }),
  killedAtWrite('killed-after-insert', 'after an insert, before the checkpoint', {
    ...{ step: 'committed', kind: 'rows' },
  }),
  killedAtWrite('killed-after-checkpoint', 'after the checkpoint', { step: 'answered', kind: 'checkpoints' }),
  replayKilled,
  lostInFlush,
  staleWriter,
  answersLost,
  failedWrites,
  refusedWrites,
  clickhouseSlow,
  clickhouseKilled,
  backupRestored,
  backupRestoredBeneath,
];
