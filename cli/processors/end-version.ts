import { TachoError } from '../../platform/core/errors.ts';
import { appendVersionEvent } from '../../processors/versions/append-version-event.ts';
import { isVersionOver, runId } from '../../processors/versions/version-run.ts';
import { ProcessorVersionRetired } from '../../schemas/events/processor-version-retired.ts';
import type { CommandContext } from '../commands/command-context.ts';
import type { LogConnection } from '../connections.ts';
import { deviceWriter } from '../device-writer.ts';
import { openVersionJobs } from './open-version-jobs.ts';
import { readVersions } from './read-processors.ts';

/** Ways to end a version of a processor, and the states that allow each. */
export const ENDINGS = {
  cancel: { reason: 'cancelled', from: 'catching up', text: 'end a version that has not caught up yet' },
  retire: {
    reason: 'retired',
    from: 'caught up',
    text: 'end a version that has caught up; what it wrote stays',
  },
} as const;

/** Ends a version of a processor and says so in words; throws `processor-unknown` or `version-refused`. */
export async function endVersion(
  name: keyof typeof ENDINGS,
  which: { readonly processor: string; readonly version: number },
  connection: LogConnection,
  context: CommandContext,
): Promise<string> {
  const { reason, from } = ENDINGS[name];
  const run = (await readVersions(connection)).find(which);
  if (run === undefined) {
    const id = runId(which);
    if (name === 'cancel') {
      const jobs = await openVersionJobs(connection.names.namespace, context);
      if (await jobs.withdraw(id)) return `${id} is taken back; it had not begun`;
    }
    throw new TachoError('processor-unknown', `${id} was not started.`);
  }
  if (run.state !== from)
    throw new TachoError(
      'version-refused',
      `${runId(run)} is ${run.state}${isVersionOver(run) ? ' already' : ''}.`,
    );
  const { processor, version: processorVersion } = run;
  await appendVersionEvent(
    ProcessorVersionRetired,
    { processor, processorVersion, reason },
    { ...(await deviceWriter(connection, context.lifecycle)), names: connection.names },
  );
  return `${runId(run)} is ${reason}`;
}
