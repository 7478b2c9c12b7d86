import { unlessAborted } from '../../../platform/embedded/unless-aborted.ts';
import type { Fate, OnWrite, Write, WriteStep } from './clickhouse-proxy.ts';

/** Which write something happens to, and where on its way. */
export interface StrikePlan {
  readonly step: WriteStep;
  readonly kind: Write['kind'];
  /** Of those that come there, the n-th. */
  readonly nth: number;
}

/** Something that happens once to a write. */
export interface Strike {
  /** To be told to a proxy, or to several. */
  readonly onWrite: OnWrite;
  /** Resolves when it has happened, and rejects where it failed or is not heard of for long. */
  untilStruck(signal: AbortSignal): Promise<void>;
}

/** A write that is held where it is. */
export interface HeldWrite extends Strike {
  /** The table that it goes to; empty until it is held. */
  readonly table: string;
  /** Lets it go on. */
  release(): void;
}

const PATIENCE_MS = 120_000;

/** Has something happen to one write; all others pass. */
export function strikeOnce(
  { step, kind, nth }: StrikePlan,
  happens: (write: Write) => Fate | Promise<Fate>,
): Strike {
  let passed = 0;
  const { promise: struck, resolve, reject } = settleable();
  return {
    untilStruck: patientlyUntil(struck),
    async onWrite(at, write) {
      if (at !== step || write.kind !== kind || (passed += 1) !== nth) return 'passes';
      try {
        const fate = await happens(write);
        resolve();
        return fate;
      } catch (error) {
        reject(error);
        throw error;
      }
    },
  };
}

/** Holds one write of rows until it is released; `onHeld` is called as soon as it is held. */
export function holdOnce(plan: Omit<StrikePlan, 'kind'>, onHeld: () => void = () => undefined): HeldWrite {
  const released = settleable();
  const held = settleable();
  let table = '';
  const { onWrite } = strikeOnce({ ...plan, kind: 'rows' }, async (write): Promise<Fate> => {
    table = write.table;
    onHeld();
    held.resolve();
    await released.promise;
    return 'passes';
  });
  return {
    onWrite,
    get table() {
      return table;
    },
    untilStruck: patientlyUntil(held.promise),
    release: () => released.resolve(),
  };
}

const patientlyUntil =
  (happened: Promise<void>): Strike['untilStruck'] =>
  (signal) =>
    unlessAborted(happened, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]));

interface Settleable {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function settleable(): Settleable {
  const hands: { resolve?: () => void; reject?: (error: unknown) => void } = {};
  const promise = new Promise<void>((resolve, reject) => Object.assign(hands, { resolve, reject }));
  promise.catch(() => undefined);
  return { promise, resolve: () => hands.resolve?.(), reject: (error) => hands.reject?.(error) };
}
