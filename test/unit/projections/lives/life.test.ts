import { describe, expect, test } from 'vitest';
import type { DecodedEvent } from '../../../../platform/core/ports.ts';
import { applyLifeEvent, type Lives } from '../../../../projections/lives/life.ts';
import { readingOf } from '../../../../projections/lives/reading-of.ts';

const NAME = 'route_hours';

const said = (name: string, projectionVersion: number, more: object = {}): DecodedEvent => ({
  name: `ProjectionVersion${name}`,
  data: { eventId: '', receivedAt: 1, projection: NAME, projectionVersion, ...more } as DecodedEvent['data'],
});
const started = (version: number, more: object = {}): DecodedEvent =>
  said('Started', version, {
    ...{ source: 'route-hours', from: [0, 4], ends: [10, 20], to: null, ratePerSecond: 100, promotes: false },
    ...more,
  });
const promoted = (version: number): DecodedEvent => said('Promoted', version, { previousVersion: null });

function folded(...events: readonly DecodedEvent[]) {
  const lives: Lives = new Map();
  for (const event of events) applyLifeEvent(lives, event);
  const of = lives.get(NAME);
  return {
    states: Object.fromEntries(Array.from(of?.versions ?? [], ([version, { state }]) => [version, state])),
    life: (version: number) => of?.versions.get(version),
    hold: of?.hold,
  };
}

describe('a version', () => {
  test('that is promoted without ever having been started is live from the first', () => {
    expect(folded(promoted(1)).states).toEqual({ 1: 'live' });
  });

  test('goes from building to ready to live; the one before goes on', () => {
    const begun = [promoted(1), started(2)];
    expect(folded(...begun).states).toEqual({ 1: 'live', 2: 'building' });
    const ready = [...begun, said('CaughtUp', 2, { reached: [] })];
    expect(folded(...ready).states).toEqual({ 1: 'live', 2: 'ready' });
    expect(folded(...ready, promoted(2)).states).toEqual({ 1: 'ready', 2: 'live' });
  });

  test('that was shown may be shown again without having been compared', () => {
    const { life, states } = folded(promoted(1), started(2), promoted(2), promoted(1));
    expect(states).toEqual({ 1: 'live', 2: 'ready' });
    expect(life(2)?.verified).toBe(true);
  });

  test('that is shown is neither cancelled nor retired', () => {
    expect(folded(promoted(1), said('Retired', 1, { reason: 'retired' })).states).toEqual({ 1: 'live' });
  });

  test('that is over stays over, and its number is not used again', () => {
    const over = [started(2), said('Retired', 2, { reason: 'cancelled' })];
    expect(folded(...over, started(2), promoted(2)).states).toEqual({ 2: 'cancelled' });
  });

  test('that is paused or has failed stands still until it is resumed', () => {
    expect(folded(started(2), said('Paused', 2)).states).toEqual({ 2: 'paused' });
    const failed = [started(2), said('Failed', 2, { reason: 'lost' })];
    expect(folded(...failed).life(2)).toMatchObject({ state: 'failed', failure: 'lost' });
    expect(folded(...failed, said('Resumed', 2)).life(2)).toMatchObject({ state: 'building', failure: null });
  });
});

test('of two rebuilds of one projection the first in the log holds, until it is finished or over', () => {
  expect(folded(started(2), started(3)).states).toEqual({ 2: 'building' });
  expect(folded(started(2), said('Paused', 2), started(3)).states).toEqual({ 2: 'paused' });
  expect(folded(started(2), said('CaughtUp', 2, { reached: [] }), started(3)).states).toEqual({
    2: 'ready',
    3: 'building',
  });
});

describe('what a version reads', () => {
  const building = folded(started(2)).life(2);
  const hold = { versions: [2, 1] as const, until: 9 };

  test('is held to its rate until it has caught up', () => {
    expect(building && readingOf(building, null)).toEqual({ from: [0, 4], to: null, ratePerSecond: 100 });
    const ready = folded(started(2), said('CaughtUp', 2, { reached: [] })).life(2);
    expect(ready && readingOf(ready, null)).toMatchObject({ ratePerSecond: null });
  });

  test('is nothing while it is paused, has failed or is over', () => {
    for (const event of [said('Paused', 2), said('Failed', 2), said('Retired', 2, { reason: 'cancelled' })]) {
      const life = folded(started(2), event).life(2);
      expect(life && readingOf(life, null)).toBeNull();
    }
  });

  test('is nothing, and then up to the common place, while it is compared', () => {
    expect(building && readingOf(building, { ...hold, at: null })).toBeNull();
    expect(building && readingOf(building, { ...hold, at: [7, 8] })).toMatchObject({ to: [7, 8] });
    expect(building && readingOf(building, { ...hold, versions: [3, 1], at: null })).not.toBeNull();
  });

  test('is free again when the comparison has ended', () => {
    const held = said('Held', 2, { otherVersion: 1, at: null, until: 9 });
    expect(folded(started(2), held).hold).toMatchObject({ versions: [2, 1], at: null });
    expect(folded(started(2), held, said('Verified', 2, { passed: false, report: '' })).hold).toBeNull();
  });
});
