import type { FactWriter } from '../../platform/runtime/append-fact.ts';
import { ProjectionVersionPromoted } from '../../schemas/events/projection-version-promoted.ts';
import { projections } from '../index.ts';
import { appendLifeEvent } from './append-life-event.ts';
import type { LifeDirectory } from './life-directory.ts';

/**
 * Where nothing is shown yet, all projections begin to be shown as they are declared: an installation begins.
 * Afterwards one that is newly declared has to be built.
 */
export async function declareFirstLives(directory: LifeDirectory, writer: FactWriter): Promise<void> {
  await directory.refresh();
  if (directory.all().some(({ state }) => state === 'live')) return;
  for (const { name: projection, version: projectionVersion } of projections)
    await appendLifeEvent(
      ProjectionVersionPromoted,
      { projection, projectionVersion, previousVersion: null },
      writer,
    );
  await directory.refresh();
}
