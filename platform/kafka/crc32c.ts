/** The Castagnoli polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 16;
const WORDS = SLICES / 4;
/** The sums of a byte that is followed by 0 to 15 zero bytes, one table after the other. */
const TABLES = makeTables();

/**
 * CRC-32C (RFC 3720, appendix B.4) of a part of some bytes, as a signed integer; sixteen bytes at a time (Kounavis and
 * Berry 2005, "slicing"), since all that is written to Kafka goes through it.
 */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  const wordsAt = Math.min(end, start + (-(bytes.byteOffset + start) & 3));
  const blocks = Math.floor((end - wordsAt) / SLICES);
  const head = addBytes(-1, bytes, start, wordsAt);
  const words = new Int32Array(bytes.buffer, blocks > 0 ? bytes.byteOffset + wordsAt : 0, blocks * WORDS);
  return ~addBytes(addBlocks(head, words), bytes, wordsAt + blocks * SLICES, end);
}

function addBytes(sum: number, bytes: Uint8Array, start: number, end: number): number {
  let crc = sum;
  for (let at = start; at < end; at += 1) crc = (crc >>> 8) ^ entry(0, crc ^ (bytes[at] as number));
  return crc;
}

/** Words of the machine's own order, which is little-endian wherever Node runs. */
function addBlocks(sum: number, words: Int32Array): number {
  let crc = sum;
  for (let at = 0; at < words.length; at += WORDS)
    crc =
      sumOfWord(3, crc ^ (words[at] as number)) ^
      sumOfWord(2, words[at + 1] as number) ^
      sumOfWord(1, words[at + 2] as number) ^
      sumOfWord(0, words[at + 3] as number);
  return crc;
}

/** The sum of four bytes that so many words follow. */
const sumOfWord = (wordsBehind: number, word: number): number =>
  entry(wordsBehind * 4 + 3, word) ^
  entry(wordsBehind * 4 + 2, word >>> 8) ^
  entry(wordsBehind * 4 + 1, word >>> 16) ^
  entry(wordsBehind * 4, word >>> 24);

const entry = (slice: number, byte: number): number => TABLES[slice * 256 + (byte & 255)] as number;

function makeTables(): Int32Array {
  const tables = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum & 1) === 0 ? sum >>> 1 : (sum >>> 1) ^ POLYNOMIAL;
    tables[byte] = sum;
  }
  for (let at = 256; at < tables.length; at += 1) {
    const sum = tables[at - 256] as number;
    tables[at] = (sum >>> 8) ^ (tables[sum & 255] as number);
  }
  return tables;
}
