import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The first line that a program says like this; rejects where it ends before. What it says later is dropped. */
export async function untilSaid(output: Readable, like: RegExp): Promise<RegExpExecArray> {
  for await (const line of createInterface({ input: output })) {
    const match = like.exec(line);
    if (match === null) continue;
    output.resume();
    return match;
  }
  throw new Error(`the program ended before it said ${like.source}`);
}
