import { lifeId, type Life } from '../../projections/lives/life.ts';

/** What to do about a version of a projection whose table or place is no good any more: a sentence with commands. */
export function makeAnew(life: Pick<Life, 'projection' | 'version' | 'state'>): string {
  const { projection, version, state } = life;
  const rebuild = `"tacho projections rebuild ${projection}`;
  switch (state) {
    case 'live':
      return `${rebuild} --promote --wait" fills the next version from the log and the archive and shows it; then "tacho projections retire ${projection} --version ${version}".`;
    case 'ready':
    case 'retired':
    case 'cancelled':
      return `"tacho projections retire ${projection} --version ${version}"; where it is wanted, ${rebuild}" makes the next one.`;
    case 'building':
    case 'paused':
    case 'failed':
      return `"tacho jobs cancel ${lifeId(life)}", then ${rebuild}".`;
    default:
      return state satisfies never;
  }
}
