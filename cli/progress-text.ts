/** How far long work has come; `total` is null where it is not known. */
export interface ProgressState {
  readonly label: string;
  readonly unit: string;
  readonly total: number | null;
  readonly done: number;
  readonly elapsedMs: number;
}

/** Progress in words: count, share, rate over the whole time and time left, as far as they are known. */
export function progressText({ label, unit, total, done, elapsedMs }: ProgressState): string {
  const rate = elapsedMs > 0 ? (done * 1000) / elapsedMs : 0;
  const share = total === null ? '' : ` of ${grouped(total)} (${percent(done, total)})`;
  const left =
    total === null || done >= total || rate === 0 ? [] : [`${duration((total - done) / rate)} left`];
  const isOver = total !== null && done >= total;
  const took = isOver || total === null ? [`in ${duration(elapsedMs / 1000)}`] : [];
  return [`${label}: ${grouped(done)}${share} ${unit}`, `${grouped(rate)}/s`, ...left, ...took].join(', ');
}

const grouped = (count: number): string => Math.round(count).toLocaleString('en-US');

/** Rounded down, so that 100 % means all. */
const percent = (done: number, total: number): string =>
  `${total === 0 ? 100 : Math.floor((done / total) * 100)} %`;

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
