import type { Course } from '../../platform/runtime/projection/course.ts';
import { isOver, type Hold, type Life } from './life.ts';

/** What a version is to read now; null: nothing, it stands still. */
export function readingOf(life: Life, hold: Hold | null): Course | null {
  if (isOver(life) || life.state === 'paused' || life.state === 'failed') return null;
  const { from, to, state } = life;
  if (hold?.versions.includes(life.version) === true)
    return hold.at === null ? null : { from, to: hold.at, ratePerSecond: null };
  return { from, to, ratePerSecond: state === 'building' ? life.ratePerSecond : null };
}
