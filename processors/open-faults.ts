import type { BodyOf, DataOf } from '../platform/core/define-event.ts';
import { minutes } from '../platform/core/durations.ts';
import type { FaultRaised } from '../schemas/events/fault-raised.ts';
import type { VehicleFaultReported } from '../schemas/events/vehicle-fault-reported.ts';

/** A fault is cleared when it was not active for so long; one that comes back earlier was never cleared. */
const FAULT_HOLD_MS = minutes(1);
/** No vehicle has more at a time: the oldest is forgotten, one that is not active first. */
const MAX_OPEN_FAULTS = 64;

type Report = DataOf<typeof VehicleFaultReported>;

/** A fault that was raised and not yet cleared; instants in UTC milliseconds. */
export interface OpenFault {
  readonly code: string;
  readonly severity: Report['severity'];
  readonly raisedAt: number;
  /** When the report that raised it was received. */
  readonly receivedAt: number;
  /** When it was no longer active and when that was received; null while it is. */
  readonly held: { readonly since: number; readonly receivedAt: number } | null;
}

/** The open faults of a vehicle, in the order in which they were raised. A list: a code may be `__proto__`. */
export type OpenFaults = readonly OpenFault[];

/** What became of the open faults. */
export interface FaultsAfter {
  readonly open: OpenFaults;
  /** In the order of their ends. */
  readonly cleared: readonly OpenFault[];
  readonly raised: OpenFault | null;
}

/** Takes a report in; reports come in the order of `occurredAt`. */
export function faultsAfter(before: OpenFaults, report: Report): FaultsAfter {
  const { open, cleared } = clearHeld(before, isHoldOverBy(report.occurredAt));
  const known = open.find(({ code }) => code === report.code);
  if (known !== undefined) {
    const held = report.active
      ? null
      : (known.held ?? { since: report.occurredAt, receivedAt: report.receivedAt });
    return {
      open: open.map((fault) => (fault === known ? { ...fault, held } : fault)),
      cleared,
      raised: null,
    };
  }
  if (!report.active) return { open, cleared, raised: null };
  const { code, severity, occurredAt: raisedAt, receivedAt } = report;
  const raised: OpenFault = { code, severity, raisedAt, receivedAt, held: null };
  return { open: [...atMost(MAX_OPEN_FAULTS - 1, open), raised], cleared, raised };
}

/** Clears the faults that are not active and whose hold is over. */
export function clearHeld(
  before: OpenFaults,
  isOver: (held: NonNullable<OpenFault['held']>) => boolean,
): Omit<FaultsAfter, 'raised'> {
  const cleared = before
    .filter(({ held }) => held !== null && isOver(held))
    .sort((a, b) => endOf(a) - endOf(b));
  return cleared.length === 0
    ? { open: before, cleared }
    : { open: before.filter((fault) => !cleared.includes(fault)), cleared };
}

/** When the first hold is over in the time of the ticks. */
export const holdDeadline = (open: OpenFaults): number | null =>
  open.reduce<number | null>(
    (least, { held }) => (held === null ? least : Math.min(least ?? Infinity, tickHoldEnd(held))),
    null,
  );

/** Whether a hold is over at an instant of the vehicle's own clock. */
export const isHoldOverBy =
  (occurredAt: number) =>
  ({ since }: NonNullable<OpenFault['held']>): boolean =>
    since + FAULT_HOLD_MS <= occurredAt;

/** Whether a hold is over at a time of the ticks. */
export const isHoldOver =
  (tickAt: number) =>
  (held: NonNullable<OpenFault['held']>): boolean =>
    tickHoldEnd(held) <= tickAt;

/** What is said of a fault that was raised. */
export const raisedBody = (vehicleId: string, fault: OpenFault): BodyOf<typeof FaultRaised> => ({
  vehicleId,
  occurredAt: fault.raisedAt,
  code: fault.code,
  severity: fault.severity,
  raisedAt: fault.raisedAt,
});

/** What is said of a fault that was cleared: its end is when it was no longer active. */
export const clearedBody = (vehicleId: string, fault: OpenFault): BodyOf<typeof FaultRaised> => ({
  ...raisedBody(vehicleId, fault),
  occurredAt: endOf(fault),
});

const tickHoldEnd = ({ receivedAt }: NonNullable<OpenFault['held']>): number => receivedAt + FAULT_HOLD_MS;

const endOf = ({ held, raisedAt }: OpenFault): number => held?.since ?? raisedAt;

function atMost(limit: number, open: OpenFaults): OpenFaults {
  if (open.length <= limit) return open;
  const oldest = open.find(({ held }) => held !== null) ?? open[0];
  return open.filter((fault) => fault !== oldest);
}
