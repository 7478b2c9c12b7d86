interface ErrorEntry {
  /** Whether the same call may succeed later. */
  readonly retry: boolean;
  readonly exitCode: number;
  readonly sentence: string;
}

/** Every error that a user can meet, once. HTTP statuses are given at the edge. */
export const ERRORS = {
  'configuration-invalid': { retry: false, exitCode: 78, sentence: 'The configuration is wrong.' },
  'log-unavailable': {
    retry: true,
    exitCode: 75,
    sentence: 'Kafka does not answer; nothing was acknowledged.',
  },
  'ingest-overloaded': {
    retry: true,
    exitCode: 75,
    sentence: 'More reports are waiting than fit in memory.',
  },
  'topic-missing': {
    retry: true,
    exitCode: 75,
    sentence: 'A topic is not there: no worker that makes it has started yet.',
  },
  'partition-count-differs': {
    retry: false,
    exitCode: 78,
    sentence:
      'A topic has another number of partitions than the configuration says; that asks for a new version.',
  },
  'offsets-lost': {
    retry: false,
    exitCode: 74,
    sentence: 'The log no longer has offsets that were not yet read.',
  },
  'schema-incompatible': {
    retry: false,
    exitCode: 78,
    sentence: 'The schema registry refuses a schema that is not backward compatible.',
  },
  'event-version-unknown': {
    retry: false,
    exitCode: 78,
    sentence: 'The log holds a newer version of an event than this build can read; run a newer build.',
  },
  'registry-unavailable': { retry: true, exitCode: 75, sentence: 'The schema registry does not answer.' },
  'archive-unavailable': { retry: true, exitCode: 75, sentence: 'The archive cannot be reached.' },
  'archive-damaged': {
    retry: false,
    exitCode: 74,
    sentence: 'A part of the archive is missing or damaged; nothing is read past it.',
  },
  'table-unavailable': { retry: true, exitCode: 75, sentence: 'ClickHouse does not answer.' },
  'table-busy': {
    retry: true,
    exitCode: 75,
    sentence: 'ClickHouse has more parts to merge than it may; it is written to more slowly until it has.',
  },
  'table-missing': {
    retry: true,
    exitCode: 75,
    sentence:
      'What is asked for is not there: no projections worker has started yet, or it was declared later and waits for "tacho projections rebuild".',
  },
  'keys-unavailable': {
    retry: true,
    exitCode: 75,
    sentence: 'The store of the keys of personal data does not answer.',
  },
  'master-key-differs': {
    retry: false,
    exitCode: 78,
    sentence: 'A key of personal data was wrapped by another TACHO_MASTER_KEY.',
  },
  'subject-unknown': {
    retry: false,
    exitCode: 65,
    sentence: 'No key of that person is kept: nothing was reported of it, or it is forgotten already.',
  },
  'table-differs': {
    retry: false,
    exitCode: 78,
    sentence: 'A table in ClickHouse has other columns than its declaration; that asks for a new version.',
  },
  'too-many-dead-letters': {
    retry: false,
    exitCode: 70,
    sentence:
      'Too many records could not be processed, so the partition is stopped instead of diverting all: mend what "tacho dead list" shows, then restart the worker.',
  },
  'too-many-waiting': {
    retry: false,
    exitCode: 70,
    sentence:
      'Too many events wait behind dead letters, so the partition is stopped: raise "waitAtMost" of the processor, restart the worker, then redrive or discard what "tacho dead list" shows.',
  },
  'dead-letter-unknown': { retry: false, exitCode: 64, sentence: 'There is no such dead letter.' },
  'release-not-taken': {
    retry: true,
    exitCode: 75,
    sentence: 'The releases are in the log, but nobody has taken them yet; do the workers run?',
  },
  'not-confirmed': { retry: false, exitCode: 64, sentence: 'This cannot be undone; say --yes.' },
  'dead-letters-remain': {
    retry: false,
    exitCode: 65,
    sentence: 'Not every dead letter could be processed this time.',
  },
  'report-unknown': { retry: false, exitCode: 64, sentence: 'There is no report of that name.' },
  'report-too-costly': {
    retry: false,
    exitCode: 65,
    sentence: 'The report would take more time or memory than one answer may; ask for a shorter period.',
  },
  'processor-unknown': {
    retry: false,
    exitCode: 64,
    sentence: 'There is no processor of that name, or no such version of it.',
  },
  'projection-unknown': {
    retry: false,
    exitCode: 64,
    sentence: 'There is no projection of that name, or no such version of it.',
  },
  'projection-refused': {
    retry: false,
    exitCode: 64,
    sentence: 'A version of a projection cannot be built, shown or ended like this.',
  },
  'versions-differ': { retry: false, exitCode: 65, sentence: 'The versions of the projection differ.' },
  'job-unknown': { retry: false, exitCode: 64, sentence: 'There is no such job.' },
  'state-of-later-stage': {
    retry: false,
    exitCode: 64,
    sentence:
      'Only the state of a first stage can be asked for: a later one reads topics that several tasks write to, and a replay may interleave them otherwise.',
  },
  'state-out-of-reach': {
    retry: false,
    exitCode: 74,
    sentence: 'The log no longer reaches back to that moment, and no stored snapshot does.',
  },
  'snapshot-refused': { retry: true, exitCode: 75, sentence: 'The worker could not store its state.' },
  'state-before-log': { retry: false, exitCode: 65, sentence: 'The log begins after that moment.' },
  'key-unknown': { retry: false, exitCode: 65, sentence: 'Nothing was heard of that key up to that moment.' },
  'stands-still': {
    retry: false,
    exitCode: 75,
    sentence: 'Nothing moves any more, though not all is done; `tacho status` says what is wrong.',
  },
  'not-sound': {
    retry: false,
    exitCode: 65,
    sentence: 'The installation is not sound.',
  },
  unbalanced: { retry: false, exitCode: 65, sentence: 'The balance does not add up.' },
  'device-invalid': { retry: false, exitCode: 64, sentence: 'A device cannot be registered like this.' },
  'report-not-quarantined': {
    retry: false,
    exitCode: 64,
    sentence: 'There is no such report in quarantine.',
  },
  'device-unknown': { retry: false, exitCode: 64, sentence: 'There is no device of that id.' },
  'file-unreadable': { retry: false, exitCode: 66, sentence: 'A file cannot be read.' },
  'post-refused': { retry: false, exitCode: 76, sentence: 'The ingest API refused the reports.' },
  'report-refused': { retry: false, exitCode: 76, sentence: 'The report API refused the question.' },
  interrupted: { retry: false, exitCode: 130, sentence: 'Interrupted.' },
  'rules-differ': {
    retry: false,
    exitCode: 78,
    sentence:
      'The rules are not those that the state was made with: give those back, or start a new version of the set.',
  },
  'version-refused': {
    retry: false,
    exitCode: 64,
    sentence: 'A version cannot be started or ended like this.',
  },
  'backup-failed': { retry: true, exitCode: 75, sentence: 'ClickHouse could not do that with a backup.' },
  'restore-refused': {
    retry: false,
    exitCode: 64,
    sentence:
      'A backup is brought back only where there are no tables: drop the database first, while no projections worker runs.',
  },
  'port-taken': { retry: false, exitCode: 69, sentence: 'A port to listen on is taken.' },
  'server-missing': {
    retry: false,
    exitCode: 69,
    sentence: 'A server that is needed cannot be started or reached.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An error of this system: a code of the table, and what is particular to this case. */
export class TachoError extends Error {
  override readonly name = 'TachoError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail: string, cause?: unknown) {
    super(`${ERRORS[code].sentence} ${detail}`.trim(), { cause });
    this.code = code;
  }
}

/** The text of whatever was thrown. */
export const messageOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);
