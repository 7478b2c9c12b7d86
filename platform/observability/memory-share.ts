import { getHeapStatistics } from 'node:v8';

/** The part of the memory that this process may use that it does use, 0 to 1: of its heap, or of what it was given. */
export function memoryShare(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  // 0, or more than any machine has, where nothing limits the process.
  const given = process.constrainedMemory();
  return Math.max(used / limit, given > 0 ? process.memoryUsage.rss() / given : 0);
}
