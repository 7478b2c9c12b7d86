import { TachoError } from '../core/errors.ts';
import { createKeyWrapper } from '../crypto/create-key-wrapper.ts';
import { createPersonalKeys, type PersonalKeys } from '../crypto/create-personal-keys.ts';
import { openKeyStore } from '../redis/open-key-store.ts';
import type { Lifecycle } from '../runtime/lifecycle.ts';

/** With what personal data are sealed and where their keys are, as the settings say it. */
export interface PersonalSettings {
  readonly TACHO_NAMESPACE: string;
  readonly TACHO_MASTER_KEY?: string | undefined;
  readonly REDIS_URL?: string | undefined;
}

/** The keys of persons; null where no master key is set. Redis need not answer yet. */
export function openPersonalKeys(
  settings: PersonalSettings,
  lifecycle: Lifecycle,
  randomBytes: (count: number) => Buffer,
): PersonalKeys | null {
  const { TACHO_MASTER_KEY: masterKey, REDIS_URL: redisUrl, TACHO_NAMESPACE: namespace } = settings;
  if (masterKey === undefined) return null;
  if (redisUrl === undefined)
    throw new TachoError('configuration-invalid', 'REDIS_URL: is needed where TACHO_MASTER_KEY is set');
  const store = lifecycle.own(openKeyStore({ redisUrl, namespace }));
  const wrapper = createKeyWrapper(Buffer.from(masterKey, 'base64'), randomBytes);
  return createPersonalKeys({ store, wrapper, randomBytes });
}
