import { createHash } from 'node:crypto';
import type { PositionReport } from '../cli/sources/telemetry-report.ts';
import { PLAIN_BYTES } from './sized-positions.ts';

/** The ideographs of U+4E00 to U+8DFF: three bytes each in UTF-8, 14 bits of any hash. */
const FIRST_LETTER = 0x4e00;
const LETTER_BYTES = 3;
/** What ingest takes of a text, characters. */
const TEXT_LIMIT = 256;

/**
 * The report with about so many bytes on the wire; as it is for null or less than it has. What is added is ideographs
 * without any pattern, since ingest takes texts of 256 characters however many bytes these have: an `eventId` of its
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

/** So many letters, which are always those of this name: SHAKE256 (FIPS 202). */
function lettersOf(name: string, count: number): string {
  const hash = createHash('shake256', { outputLength: Math.max(1, count) * 2 })
    .update(name)
    .digest();
  const codes = Array.from(
    { length: count },
    (_, index) => FIRST_LETTER + (hash.readUInt16LE(index * 2) & 0x3fff),
  );
  return String.fromCharCode(...codes);
}
