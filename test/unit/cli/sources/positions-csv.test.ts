import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPositionsCsv, sortByTime } from '../../../../cli/sources/positions-csv.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tacho-csv-'));
});
afterAll(() => rm(folder, { recursive: true }));

const HEADER = 'vehicle_id,timestamp,speed,route_id,trip_id,latitude,longitude,trip_headsign';
const row = (vehicle: string, at = '10:00:00'): string =>
  `${vehicle},2016-11-25T${at}-06:00,7.5,1,99,30.25,-97.75,North`;

async function reading(content: string | Buffer, name = 'day.csv', speedUnit: 'mps' | 'mph' = 'mps') {
  const path = join(folder, name);
  await writeFile(path, content);
  return readPositionsCsv(path, { speedUnit });
}

describe('reading a file', () => {
  it('gives each row as a position without sequence and eventId', async () => {
    expect(await reading(`${HEADER}\n${row('8940')}\n`)).toEqual({
      reports: [
        {
          type: 'VehiclePositionReported',
          vehicleId: '8940',
          occurredAt: '2016-11-25T16:00:00.000Z',
          latitude: 30.25,
          longitude: -97.75,
          speedMps: 7.5,
          routeId: '1',
          tripId: '99',
        },
      ],
      rejected: [],
    });
  });

  it('goes by column names, whatever their order, and needs only the required ones', async () => {
    const { reports } = await reading(
      '\uFEFFlongitude,latitude,dist_traveled,speed,timestamp,vehicle_id\r\n-97,30,5,1,2016-01-01T00:00:00Z,7\r\n',
    );
    expect(reports).toEqual([
      {
        type: 'VehiclePositionReported',
        vehicleId: '7',
        occurredAt: '2016-01-01T00:00:00.000Z',
        latitude: 30,
        longitude: -97,
        speedMps: 1,
      },
    ]);
  });

  it('reads gzip, and miles an hour', async () => {
    const { reports } = await reading(gzipSync(`${HEADER}\n${row('1')}\n`), 'day.csv.gz', 'mph');
    expect(reports).toMatchObject([{ speedMps: 7.5 * 0.44704 }]);
  });

  it('keeps the order of the file, and sorts by time without mixing up equal times', async () => {
    const lines = [row('a', '10:00:05'), row('b', '10:00:01'), row('c', '10:00:05'), row('d', '10:00:01')];
    const { reports } = await reading([HEADER, ...lines].join('\n'));
    const names = (list: typeof reports): string => list.map(({ vehicleId }) => vehicleId).join('');
    expect(names(reports)).toBe('abcd');
    expect(names(sortByTime(reports))).toBe('bdac');
    expect(names(reports)).toBe('abcd');
  });
});

describe('rows that cannot be read', () => {
  it('are rejected one by one, with their line, while the others are kept', async () => {
    const lines = [
      row('1'),
      row('2').replace('7.5', 'fast'),
      '',
      row('3'),
      '4,2016-11-25T10:00:00Z',
      row('5'),
    ];
    const { reports, rejected } = await reading([HEADER, ...lines].join('\n'));
    expect(reports.map(({ vehicleId }) => vehicleId)).toEqual(['1', '3', '5']);
    expect(rejected).toEqual([
      { line: 3, problem: 'speed is not a number: fast' },
      { line: 6, problem: 'the row ends before column speed' },
    ]);
  });

  it('includes those that a stray quotation mark swallows', async () => {
    const swallowing = row('2').replace('North', '"North');
    const { reports, rejected } = await reading(
      [HEADER, row('1'), swallowing, row('3'), row('4').replace('North', 'South"'), row('5')].join('\n'),
    );
    expect(reports.map(({ vehicleId }) => vehicleId)).toEqual(['1', '5']);
    expect(rejected).toEqual([{ line: 3, problem: 'a quoted value runs over lines 3 to 5' }]);
  });

  it('includes the rest of the file behind a quotation mark that is never closed', async () => {
    const { reports, rejected } = await reading(
      [HEADER, row('1'), row('2').replace('North', '"North'), row('3')].join('\n'),
    );
    expect(reports).toHaveLength(1);
    expect(rejected).toEqual([
      { line: 3, problem: expect.stringContaining('the rest of the file is unreadable') as string },
    ]);
  });
});

describe('files that cannot be read', () => {
  it.each([
    ['an empty file', '', 'day.csv', 'it is empty'],
    [
      'a file without required columns',
      'vehicle_id,timestamp,speed\n',
      'day.csv',
      'it has no column latitude, longitude',
    ],
    ['a file that is no gzip', 'hello', 'no.csv.gz', 'incorrect header check'],
    ['a gzip that was cut off', gzipSync(HEADER).subarray(0, 20), 'cut.csv.gz', 'unexpected end of file'],
  ])('%s', async (_, content, name, problem) => {
    await expect(reading(content, name)).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining(problem) as string,
    });
  });

  it('a missing file', async () => {
    const path = join(folder, 'missing.csv');
    const reason = `A file cannot be read. ${path}: there is no such file.`;
    await expect(readPositionsCsv(path, { speedUnit: 'mps' })).rejects.toThrow(reason);
  });
});
