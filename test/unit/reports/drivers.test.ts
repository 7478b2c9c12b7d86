import { expect, it } from 'vitest';
import { drivers } from '../../../reports/drivers.ts';

it('asks who was signed on within the time, on these vehicles, and binds all that was given', () => {
  const query = drivers.render({
    from: '2016-11-25',
    to: '2016-11-26',
    vehicle: ['8940'],
    token: ['t'],
    limit: 5,
  });
  expect(query.sql).toContain(
    'WHERE vehicle_id IN {vehicle:Array(String)} AND token IN {token:Array(String)}\n',
  );
  expect(query.sql).toContain(
    "WHERE present AND (signedOffAt IS NULL OR signedOffAt > {from:DateTime64(3, 'UTC')}) AND signedOnAt < {to:DateTime64(3, 'UTC')}\n",
  );
  expect(query.params).toEqual({
    vehicle: ['8940'],
    token: ['t'],
    from: '2016-11-25 00:00:00.000',
    to: '2016-11-26 00:00:00.000',
    rows: 6,
  });
});

it('asks for all where nothing is given', () => {
  expect(drivers.render({ limit: 5 }).params).toEqual({ rows: 6 });
});
