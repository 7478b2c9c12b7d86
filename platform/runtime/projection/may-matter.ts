import { DEAD_LETTER_RELEASED } from '../../core/dead-letter-release.ts';
import type { Projection } from '../../core/define-projection.ts';
import type { EventCodec, LogRecord } from '../../core/ports.ts';

/** What is needed to tell. */
export interface MatterSetting {
  readonly projection: Projection;
  readonly codec: Pick<EventCodec, 'identify'>;
  readonly tickName: string;
  /** Ticks of the telemetry topic say nothing that the offset does not. */
  readonly readsSource: boolean;
}

/**
 * Tells records that may change what readers see from those that only move a position, such as the telemetry of other
 * types. In doubt they matter.
 */
export function mayMatter({ projection, codec, tickName, readsSource }: MatterSetting) {
  const names = new Set([...projection.of.map(({ name }) => name), DEAD_LETTER_RELEASED]);
  if (!readsSource) names.add(tickName);
  return ({ value }: LogRecord): boolean => {
    if (value === null) return false;
    try {
      return names.has(codec.identify(value).name);
    } catch {
      return true;
    }
  };
}
