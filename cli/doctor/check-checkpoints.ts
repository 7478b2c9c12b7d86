import { sourceOfLife } from '../../projections/lives/life-declaration.ts';
import { knownLives } from '../projections/known-lives.ts';
import { checkpointsOf } from './checkpoints-of.ts';
import type { Check, Trouble } from './finding.ts';
import { judgeCheckpoints } from './judge-checkpoints.ts';

/** Checks that the log still has the next offsets of each version of a projection. */
export const checkCheckpoints: Check = {
  name: 'checkpoints',
  asks: ['kafka', 'registry', 'clickhouse'],
  async look(patient) {
    const known = knownLives(await patient.lives());
    // First how far everybody has come: what the log has can only have grown since.
    const rows = await patient.tables.checkpoints();
    const { log, names } = await patient.log();
    const troubles: Trouble[] = [];
    let places = 0;
    for (const { life } of known) {
      const topic = names.topicName(sourceOfLife(life));
      const offsets = await log.admin.offsets(topic);
      places += offsets.length;
      troubles.push(...judgeCheckpoints({ life, topic, offsets, rows: checkpointsOf(life, rows) }));
    }
    return {
      sound: `${known.length} versions of projections stand within the log, in ${places} partitions`,
      troubles,
    };
  },
};
