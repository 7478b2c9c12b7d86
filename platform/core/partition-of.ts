const SEED = 0x9747b28c;
const MIX = 0x5bd1e995;
const encoder = new TextEncoder();

/** The partition of a key among so many, as Kafka's own default partitioner and kafkajs's choose it. */
export const partitionOf = (key: string, partitions: number): number =>
  (murmur2(encoder.encode(key)) & 0x7fffffff) % partitions;

/**
 * MurmurHash2 by Austin Appleby, 32 bits, with Kafka's seed, as a signed integer
 * (Apache Kafka, `org.apache.kafka.common.utils.Utils.murmur2`).
 */
export function murmur2(bytes: Uint8Array): number {
  const whole = bytes.length & ~3;
  let hash = SEED ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    const word = Math.imul(wordAt(bytes, at), MIX);
    hash = Math.imul(hash, MIX) ^ Math.imul(word ^ (word >>> 24), MIX);
  }
  if (whole < bytes.length) hash = Math.imul(hash ^ wordAt(bytes, whole), MIX);
  hash = Math.imul(hash ^ (hash >>> 13), MIX);
  return hash ^ (hash >>> 15);
}

/** Four bytes, little-endian; those beyond the end count as zero. */
const wordAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) |
  ((bytes[at + 1] ?? 0) << 8) |
  ((bytes[at + 2] ?? 0) << 16) |
  ((bytes[at + 3] ?? 0) << 24);
