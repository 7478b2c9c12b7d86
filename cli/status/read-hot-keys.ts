import type { HotKeysAnswer } from '../../platform/runtime/answer-hot-keys.ts';

/** Asks the processors worker of the installation which keys are hot, by the port of its health server; null without an answer. */
export async function readHotKeys(port: string | undefined): Promise<HotKeysAnswer | null> {
  if (port === undefined) return null;
  try {
    const response = await fetch(`http://127.0.0.1:${port}/hot-keys`);
    return response.ok ? ((await response.json()) as HotKeysAnswer) : null;
  } catch {
    return null;
  }
}
