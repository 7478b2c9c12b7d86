interface MetricEntry {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** What is measured, with its unit. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
}

const NO_LABELS: readonly never[] = [];
const SECONDS = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] as const;
const RECORDS = [1, 10, 100, 500, 1000, 2500, 5000, 10_000] as const;

/** Every metric, once: its name as Prometheus sees it, its meaning with unit, its labels. */
export const METRICS = {
  tacho_http_requests_total: {
    kind: 'counter',
    help: 'Answers given, by route and HTTP status',
    labels: ['route', 'status'],
  },
  tacho_http_request_seconds: {
    kind: 'histogram',
    help: 'Time from a request to its answer, seconds',
    labels: ['route'],
    buckets: SECONDS,
  },
  tacho_ingest_reports_total: {
    kind: 'counter',
    help: 'Reports judged, by outcome: accepted, quarantined, rejected; counted when Kafka has acknowledged',
    labels: ['outcome'],
  },
  tacho_ingest_waiting_bytes: {
    kind: 'gauge',
    help: 'Encoded reports held until Kafka acknowledges them, bytes',
    labels: NO_LABELS,
  },
  tacho_ingest_append_records: {
    kind: 'histogram',
    help: 'Records in one append to Kafka',
    labels: NO_LABELS,
    buckets: RECORDS,
  },
  tacho_fold_records_total: {
    kind: 'counter',
    help: 'Records read by a fold, by outcome: applied, duplicate, late, ignored, dead',
    labels: ['fold', 'outcome'],
  },
  tacho_fold_transaction_seconds: {
    kind: 'histogram',
    help: 'Time of one transaction of a task, seconds',
    labels: ['set'],
    buckets: SECONDS,
  },
  tacho_restore_ratio: {
    kind: 'gauge',
    help: 'How much of the changelog of a partition was read when its task was opened last, 0 to 1',
    labels: ['set', 'partition'],
  },
  tacho_snapshot_seconds: {
    kind: 'histogram',
    help: 'Time to store one snapshot of a task beside its fold, seconds',
    labels: ['set'],
    buckets: SECONDS,
  },
  tacho_projection_records_total: {
    kind: 'counter',
    help: 'Records read by a projection, by outcome: applied, ignored, dead',
    labels: ['projection', 'version', 'outcome'],
  },
  tacho_projection_lag_offsets: {
    kind: 'gauge',
    help: 'Offsets between the checkpoint of a partition and the end of that partition',
    labels: ['projection', 'version', 'partition'],
  },
  tacho_projection_write_seconds: {
    kind: 'histogram',
    help: 'Time to write one batch and its checkpoint, seconds',
    labels: ['projection', 'version'],
    buckets: SECONDS,
  },
  tacho_projection_set_back_total: {
    kind: 'counter',
    help: 'Times that checkpoints were found behind what was saved, as when a backup is restored, and taken over anew',
    labels: ['projection', 'version'],
  },
  tacho_archive_records_total: {
    kind: 'counter',
    help: 'Records in files that were sealed, by topic',
    labels: ['topic'],
  },
  tacho_archive_bytes_total: {
    kind: 'counter',
    help: 'Bytes of the files that were sealed, by topic',
    labels: ['topic'],
  },
  tacho_archive_seal_seconds: {
    kind: 'histogram',
    help: 'Time to write one file and its manifest, seconds',
    labels: ['topic'],
    buckets: SECONDS,
  },
} as const satisfies Record<string, MetricEntry>;

type Table = typeof METRICS;

/** The names of the metrics of one kind. */
export type MetricName<K extends MetricEntry['kind']> = {
  [N in keyof Table]: Table[N]['kind'] extends K ? N : never;
}[keyof Table];

/** The labels that a metric wants. */
export type LabelsOf<N extends keyof Table> = Readonly<Record<Table[N]['labels'][number], string>>;

/** Counts and measures what is declared in `METRICS`. */
export interface Metrics {
  /** Adds to a counter, 1 unless said. */
  count<N extends MetricName<'counter'>>(name: N, labels: LabelsOf<N>, by?: number): void;
  /** States a gauge. */
  set<N extends MetricName<'gauge'>>(name: N, labels: LabelsOf<N>, value: number): void;
  /** Adds a measurement to a histogram. */
  observe<N extends MetricName<'histogram'>>(name: N, labels: LabelsOf<N>, value: number): void;
}

const nothing = (): void => undefined;

/** Measures nothing. */
export const noMetrics: Metrics = { count: nothing, set: nothing, observe: nothing };
