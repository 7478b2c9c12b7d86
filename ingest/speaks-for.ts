/** Says of a vehicle whether a key may speak for it. */
export type SpeaksFor = (vehicleId: string) => boolean;

/** The vehicles of a list of ids and patterns, in which `*` stands for any text. */
export function speaksFor(vehicles: readonly string[]): SpeaksFor {
  const ids = new Set(vehicles.filter((vehicle) => !vehicle.includes('*')));
  const patterns = vehicles.filter((vehicle) => vehicle.includes('*')).map((vehicle) => vehicle.split('*'));
  return (vehicleId) => ids.has(vehicleId) || patterns.some((parts) => matches(parts, vehicleId));
}

/** Whether the text is the parts in order with anything between; in time linear to the text for each part. */
function matches(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
