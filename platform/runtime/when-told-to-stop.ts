import { seconds } from '../core/durations.ts';

/** One Ctrl-C may come twice: the terminal sends it to everybody, and npm passes it on to what it runs. */
const ONE_PRESS_MS = seconds(1);

/** Calls back at the first SIGINT or SIGTERM; one that comes later than a second after it ends the process at once. */
export function whenToldToStop(stop: (signal: NodeJS.Signals) => void): void {
  const leaveToSystem = (): void => void process.off('SIGINT', told).off('SIGTERM', told);
  let isTold = false;
  const told = (signal: NodeJS.Signals): void => {
    if (isTold) return;
    isTold = true;
    setTimeout(leaveToSystem, ONE_PRESS_MS).unref();
    stop(signal);
  };
  process.on('SIGINT', told).on('SIGTERM', told);
}
