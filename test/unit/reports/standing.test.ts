import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../platform/core/ports.ts';
import { isPositionIncluded } from '../../../reports/is-position-included.ts';
import { standingOf } from '../../../reports/standing.ts';

const model = { name: 'route_hours', topic: 'tacho.route-hours', isDerived: true };
const source = { topic: 'tacho.telemetry', partitions: 2 };

const checkpoint = (partition: number, over: Partial<Checkpoint> = {}): Checkpoint => ({
  projection: model.name,
  version: 2,
  topic: model.topic,
  partition,
  next: 10 + partition,
  counts: { read: 5, applied: 4, ignored: 1, dead: 1 },
  newestAt: 1000 + partition,
  includes: [
    { partition: 0, offset: 50, duplicates: 3, late: 1 },
    { partition: 1, offset: 70 - partition, duplicates: 5 - partition, late: 0 },
  ],
  time: 5000 - partition,
  ...over,
});

describe('where a projection stands', () => {
  it('is as far as its least partition, and its newest event', () => {
    expect(standingOf(model, [checkpoint(0), checkpoint(1)])).toEqual({
      projection: 'route_hours',
      version: 2,
      topic: 'tacho.route-hours',
      offsets: { 0: 10, 1: 11 },
      time: '1970-01-01T00:00:04.999Z',
      newestEventAt: '1970-01-01T00:00:01.001Z',
      late: 1,
      duplicates: 7,
      dead: 2,
    });
  });

  it('has no time where one partition has none', () => {
    expect(standingOf(model, [checkpoint(0), checkpoint(1, { time: null })]).time).toBeNull();
    expect(standingOf(model, [checkpoint(0, { time: null }), checkpoint(1)]).time).toBeNull();
  });

  it('says when it has not begun', () => {
    expect(standingOf(model, [])).toMatchObject({
      version: null,
      offsets: {},
      time: null,
      newestEventAt: null,
    });
  });
});

describe('whether a position is included', () => {
  const both = [checkpoint(0), checkpoint(1)];
  const telemetry = (offsets: Readonly<Record<string, number>>) => ({ 'tacho.telemetry': offsets });
  const included = (
    position: Record<string, Record<string, number>>,
    checkpoints: readonly Checkpoint[] = both,
  ) => isPositionIncluded(position, model, checkpoints, source);

  it('is when every partition of the projection includes it', () => {
    expect(included(telemetry({ 0: 50, 1: 69 }))).toBe(true);
    expect(included(telemetry({ 1: 70 }))).toBe(false);
  });

  it('is not known while a partition has no checkpoint, or has heard nothing of the source', () => {
    expect(included(telemetry({ 0: 1 }), [checkpoint(0)])).toBe(false);
    const unheard = checkpoint(1, { includes: [], time: null });
    expect(included(telemetry({ 0: 1 }), [checkpoint(0), unheard])).toBe(false);
  });

  it('is not known while a partition has heard only some of the tasks that write there', () => {
    const [first] = checkpoint(1).includes;
    const some = checkpoint(1, { includes: first === undefined ? [] : [first], time: null });
    expect(included(telemetry({ 1: 1 }), [checkpoint(0), some])).toBe(false);
  });

  it('concerns only the partition of its number where the topic is keyed as the source is', () => {
    const alone = (partition: number, offset: number): Checkpoint =>
      checkpoint(partition, { includes: [{ partition, offset, duplicates: 2, late: 1 }] });
    const each = [alone(0, 50), alone(1, 70)];
    expect(included(telemetry({ 0: 50, 1: 70 }), each)).toBe(true);
    expect(included(telemetry({ 0: 51 }), each)).toBe(false);
    expect(included(telemetry({ 1: 71 }), each)).toBe(false);
    expect(standingOf(model, each)).toMatchObject({ late: 2, duplicates: 4 });
  });

  it("follows the projection's own topic by its own offsets", () => {
    expect(included({ 'tacho.route-hours': { 1: 11 } })).toBe(true);
    expect(included({ 'tacho.route-hours': { 1: 12 } })).toBe(false);
    const positions = [checkpoint(0, { topic: source.topic, next: 8 })];
    const history = { topic: source.topic, isDerived: false };
    expect(isPositionIncluded(telemetry({ 0: 8 }), history, positions, source)).toBe(true);
    expect(isPositionIncluded(telemetry({ 0: 9 }), history, positions, source)).toBe(false);
  });

  it('does not depend on topics that do not concern it', () => {
    const quarantine = { topic: 'tacho.quarantine', isDerived: false };
    expect(isPositionIncluded(telemetry({ 0: 9 }), quarantine, [], source)).toBe(true);
    expect(included({ 'tacho.quarantine': { 0: 99 } })).toBe(true);
  });
});
