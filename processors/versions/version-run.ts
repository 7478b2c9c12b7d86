import type { DataOf } from '../../platform/core/define-event.ts';
import type { Places } from '../../platform/core/define-set.ts';
import type { DecodedEvent } from '../../platform/core/ports.ts';
import type { ProcessorVersionCaughtUp } from '../../schemas/events/processor-version-caught-up.ts';
import type { ProcessorVersionRetired } from '../../schemas/events/processor-version-retired.ts';
import type { ProcessorVersionStarted } from '../../schemas/events/processor-version-started.ts';
import type { Rules } from '../rules.ts';

/** A version of a processor that runs, or ran, beside another one. */
export interface VersionRun {
  readonly processor: string;
  readonly version: number;
  readonly state: 'catching up' | 'caught up' | 'cancelled' | 'retired';
  /** The topic that it reads. */
  readonly source: string;
  /** It says nothing of what was appended before, UTC milliseconds; null: it began at the beginning. */
  readonly speaksFrom: number | null;
  readonly places: Places;
  readonly rules: Rules;
  readonly startedAt: number;
}

/** How a run is named: `summarize-vehicle-minutes-v2`. */
export const runId = ({ processor, version }: Pick<VersionRun, 'processor' | 'version'>): string =>
  `${processor}-v${version}`;

/** Whether a version runs no more. */
export const isVersionOver = ({ state }: VersionRun): boolean => state === 'cancelled' || state === 'retired';

/** Takes an event of the log of versions in. A version starts once: a second start of it says nothing new. */
export function applyVersionEvent(runs: Map<string, VersionRun>, { name, data }: DecodedEvent): void {
  if (name === 'ProcessorVersionStarted') begin(runs, data as DataOf<typeof ProcessorVersionStarted>);
  else if (name === 'ProcessorVersionCaughtUp') {
    const { processor, processorVersion } = data as DataOf<typeof ProcessorVersionCaughtUp>;
    move(runs, runId({ processor, version: processorVersion }), 'caught up');
  } else if (name === 'ProcessorVersionRetired') {
    const { processor, processorVersion, reason } = data as DataOf<typeof ProcessorVersionRetired>;
    move(runs, runId({ processor, version: processorVersion }), reason);
  }
}

function begin(runs: Map<string, VersionRun>, data: DataOf<typeof ProcessorVersionStarted>): void {
  const { processor, processorVersion: version, source, speaksFrom, places, rules, receivedAt } = data;
  const id = runId({ processor, version });
  if (runs.has(id)) return;
  runs.set(id, {
    processor,
    version,
    state: 'catching up',
    source,
    speaksFrom,
    places: { reads: places.map(({ reads }) => reads), speaks: places.map(({ speaks }) => speaks) },
    rules: JSON.parse(rules) as Rules,
    startedAt: receivedAt,
  });
}

/** What is over stays over. */
function move(runs: Map<string, VersionRun>, id: string, state: VersionRun['state']): void {
  const run = runs.get(id);
  if (run !== undefined && !isVersionOver(run)) runs.set(id, { ...run, state });
}
