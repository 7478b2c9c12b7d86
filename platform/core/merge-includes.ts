import type { Included } from './ports.ts';

/** For each partition of the telemetry topic, what all of several sources include at least; by partition. */
export function mergeIncludes(sources: Iterable<readonly Included[]>): Included[] {
  const least = new Map<number, Included>();
  for (const includes of sources)
    for (const included of includes)
      if (included.offset < (least.get(included.partition)?.offset ?? Infinity))
        least.set(included.partition, included);
  return [...least.values()].sort((a, b) => a.partition - b.partition);
}
