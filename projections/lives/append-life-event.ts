import type { BodyOf, DefinedEvent } from '../../platform/core/define-event.ts';
import type { Fields } from '../../platform/core/fields.ts';
import { appendFact, type FactWriter } from '../../platform/runtime/append-fact.ts';

/** Says something of a version of a projection; resolves when the log of lives has it. */
export async function appendLifeEvent<Name extends string, F extends Fields>(
  event: DefinedEvent<Name, F>,
  body: BodyOf<DefinedEvent<Name, F>> & { readonly projection: string; readonly projectionVersion: number },
  writer: FactWriter,
): Promise<void> {
  const { projection, projectionVersion } = body;
  const identity = [projection, projectionVersion];
  await appendFact({ event, body, key: projection, identity, source: 'projections' }, writer);
}
