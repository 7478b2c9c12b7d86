import { days, hours, minutes, seconds } from '../../core/durations.ts';

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
let dayStart = NaN;
let dayText = '';

/** `new Date(at).toISOString()`, in a third of the time where one instant follows another within a day. */
export function instantText(at: number): string {
  const inDay = at - dayStart;
  if (!(inDay >= 0 && inDay < days(1))) return ofNewDay(at);
  const millisecond = String(inDay % 1000).padStart(3, '0');
  return `${dayText}${digits(inDay, hours(1), 24)}:${digits(inDay, minutes(1), 60)}:${digits(inDay, seconds(1), 60)}.${millisecond}Z`;
}

function ofNewDay(at: number): string {
  const text = new Date(at).toISOString();
  dayText = text.slice(0, text.indexOf('T') + 1);
  dayStart = Math.floor(at / days(1)) * days(1);
  return text;
}

const digits = (ms: number, unitMs: number, among: number): string =>
  TWO_DIGITS[Math.floor(ms / unitMs) % among] ?? '';
