import { expect, test } from 'vitest';
import { vehicleSet } from '../../../../../processors/index.ts';
import { asLog, foldLog } from '../../../../support/fold-log.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';

const log = asLog(recordedLog({ seed: 73, partitions: 1, minutes: 25 }));

test.each([1, 7, 100_000])(
  'given a fold in transactions of %i records, then only the newest identities of a key are more than bytes',
  (size) => {
    const { task } = foldLog({ set: vehicleSet, commitsAfter: (index) => index % size === 0 }, log);
    const pieces = [...task.keys.values()].flatMap(({ identities }) => [...identities.values()]);
    const [newest, older] = [true, false].map((isNewest) =>
      pieces.filter((piece) => piece.isNewest === isNewest),
    );
    expect(newest).toHaveLength(task.keys.size);
    expect(older?.length).toBeGreaterThan(task.keys.size);
    expect(older?.filter(({ marks }) => marks !== null)).toEqual([]);
  },
);
