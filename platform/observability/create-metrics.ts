import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS, type Metrics } from '../core/metrics.ts';

/** Metrics that can be read by Prometheus. */
export interface MetricsRegistry extends Metrics {
  /** All metrics in the Prometheus text format, with its media type. */
  exposition(): Promise<{ readonly contentType: string; readonly text: string }>;
}

type Entry = (typeof METRICS)[keyof typeof METRICS];

interface Instrument {
  inc?(labels: object, by: number): void;
  set?(labels: object, value: number): void;
  observe?(labels: object, value: number): void;
}

/** Metrics of this process: those of `METRICS` and Node's own, in a registry of their own. */
export function createMetrics(): MetricsRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'tacho_' });
  const instruments = new Map<string, Instrument>();
  for (const [name, entry] of Object.entries(METRICS))
    instruments.set(name, instrument(name, entry, registry));
  return {
    count: (name, labels, by = 1) => instruments.get(name)?.inc?.(labels, by),
    set: (name, labels, value) => instruments.get(name)?.set?.(labels, value),
    observe: (name, labels, value) => instruments.get(name)?.observe?.(labels, value),
    exposition: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function instrument(name: string, entry: Entry, registry: Registry): Instrument {
  const labelNames: readonly string[] = entry.labels;
  const about = { name, help: entry.help, labelNames, registers: [registry] };
  switch (entry.kind) {
    case 'counter':
      return new Counter(about);
    case 'gauge':
      return new Gauge(about);
    case 'histogram':
      return new Histogram({ ...about, buckets: [...entry.buckets] });
    default:
      return entry satisfies never;
  }
}
