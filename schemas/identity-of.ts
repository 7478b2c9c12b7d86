/** What of a report decides whether it is the same as another, as far as the device sent it. */
export interface Identifying {
  readonly vehicleId: string;
  /** UTC milliseconds. */
  readonly occurredAt: number;
  readonly deviceEventId: string | null;
  readonly sequence: number | null;
  readonly code?: string;
  readonly stopId?: string;
  readonly kind?: string;
  /** Stands for the driver of a report of the tachograph, and never says who it is. */
  readonly driverToken?: string;
  readonly present?: boolean;
}

/**
 * The identity of a report as a name: two reports of one identity are one event. An array of JSON keeps the parts
 * apart, so that no two identities share a name; what was not sent is null and keeps its place. What only drivers'
 * cards have comes last and only with them, since ids of other reports stand in logs for ever.
 */
export function identityOf(type: string, report: Identifying): string {
  const { vehicleId, occurredAt, deviceEventId, sequence, code, stopId, kind, driverToken, present } = report;
  return JSON.stringify([
    vehicleId,
    type,
    occurredAt,
    deviceEventId,
    sequence,
    code ?? null,
    stopId ?? null,
    kind ?? null,
    ...(driverToken === undefined ? [] : [driverToken, present ?? null]),
  ]);
}
