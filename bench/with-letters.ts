import type { PositionReport } from '../cli/sources/telemetry-report.ts';
import { TEXT_LIMIT } from '../platform/core/fields.ts';
import { noiseOf } from './noise-of.ts';
import { PLAIN_BYTES } from './sized-positions.ts';

/** The ideographs of U+4E00 to U+8DFF: three bytes each in UTF-8, 14 bits of any hash. */
const FIRST_LETTER = 0x4e00;
const LETTER_BYTES = 3;

/**
 * The report with about so many bytes on the wire; as it is for null or less than it has. What is added is ideographs
 * without any pattern, since ingest takes so many characters of a text however many bytes these have: an `eventId` of its
 * own, and what does not fit there in the `tripId`, which all of a trip share. Throws a RangeError where that is not
 * room enough.
 */
export function withLetters(report: PositionReport, bytes: number | null): PositionReport {
  const letters = Math.round(Math.max(0, (bytes ?? 0) - PLAIN_BYTES) / LETTER_BYTES);
  if (letters === 0) return report;
  const tripId = report.tripId ?? '';
  const ofTrip = Math.max(0, letters - TEXT_LIMIT);
  if (tripId.length + ofTrip > TEXT_LIMIT)
    throw new RangeError(`a report of ${bytes} bytes is more than ingest takes: ask for less with --bytes`);
  return {
    ...report,
    eventId: lettersOf(`${report.vehicleId} ${report.occurredAt} ${report.sequence}`, letters - ofTrip),
    tripId: tripId + lettersOf(tripId, ofTrip),
  };
}

/** So many letters, which are always those of this name. */
function lettersOf(name: string, count: number): string {
  const noise = noiseOf(name, count * 2);
  const codes = Array.from(
    { length: count },
    (_, index) => FIRST_LETTER + (noise.readUInt16LE(index * 2) & 0x3fff),
  );
  return String.fromCharCode(...codes);
}
