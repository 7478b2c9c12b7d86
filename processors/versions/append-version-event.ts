import type { BodyOf, DefinedEvent } from '../../platform/core/define-event.ts';
import type { Fields } from '../../platform/core/fields.ts';
import { appendFact, type FactWriter } from '../../platform/runtime/append-fact.ts';

/** What writes to the log of versions. */
export type VersionWriter = FactWriter;

/** Says something of a version; resolves when the log has it. */
export async function appendVersionEvent<Name extends string, F extends Fields>(
  event: DefinedEvent<Name, F>,
  body: BodyOf<DefinedEvent<Name, F>> & { readonly processor: string; readonly processorVersion: number },
  writer: VersionWriter,
): Promise<void> {
  const { processor, processorVersion } = body;
  const identity = [processor, processorVersion];
  await appendFact({ event, body, key: processor, identity, source: 'versions' }, writer);
}
