import { messageOf } from '../../platform/core/errors.ts';
import type { Check, Finding, Looked, Trouble } from './finding.ts';
import type { Patient } from './patient.ts';

/**
 * What some checks find. Work goes on meanwhile, so that two things that are read one after the other need not fit: only
 * what a second look, after a pause, finds again is said.
 */
export async function examine(
  checks: readonly Check[],
  patient: Patient,
  pause: () => Promise<void>,
): Promise<readonly Finding[]> {
  const first = await lookAll(checks, patient);
  const doubted = checks.filter((check) => (first.get(check)?.troubles.length ?? 0) > 0);
  if (doubted.length === 0) return checks.flatMap((check) => findingsOf(check, first.get(check)));
  await pause();
  const second = await lookAll(doubted, patient);
  return checks.flatMap((check) =>
    findingsOf(check, confirmed(first.get(check), second.get(check)) ?? first.get(check)),
  );
}

async function lookAll(checks: readonly Check[], patient: Patient): Promise<ReadonlyMap<Check, Looked>> {
  const looked = new Map<Check, Looked>();
  for (const check of checks) looked.set(check, await lookAt(check, patient));
  return looked;
}

async function lookAt(check: Check, patient: Patient): Promise<Looked> {
  const silent = check.asks.filter((server) => !patient.servers[server].startsWith('ok'));
  if (silent.length > 0) return only(unseen(check, `${silent.join(' and ')} cannot be asked`));
  try {
    return await check.look(patient);
  } catch (error) {
    // One look that fails, even by a mistake of ours, says nothing of the others.
    return only(unseen(check, messageOf(error)));
  }
}

const only = (trouble: Trouble): Looked => ({ sound: '', troubles: [trouble] });

const unseen = ({ name }: Check, why: string): Trouble => ({
  verdict: 'fault',
  about: name,
  says: `This could not be looked at: ${why}`,
  todo: '"tacho status" says how servers and workers are; when they are well, ask "tacho doctor" again.',
});

/** What was seen twice, as it was seen last; undefined where it was looked at once. */
const confirmed = (first: Looked | undefined, second: Looked | undefined): Looked | undefined =>
  second === undefined
    ? undefined
    : {
        ...second,
        troubles: second.troubles.filter(({ about }) => first?.troubles.some((each) => each.about === about)),
      };

function findingsOf({ name: check }: Check, looked: Looked | undefined): readonly Finding[] {
  if (looked === undefined) return [];
  const { troubles, sound: says } = looked;
  if (troubles.length > 0) return troubles.map((trouble) => ({ check, ...trouble }));
  return [{ check, verdict: 'ok', about: check, says, todo: null }];
}
