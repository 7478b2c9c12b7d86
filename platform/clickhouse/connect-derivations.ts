import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { Derivation } from '../core/derivation.ts';
import type { DerivationPort } from '../core/derivation-port.ts';
import type { RangeDictionary } from '../core/define-dictionary.ts';
import { dictionaryDdl, dictionaryState, type DictionaryHome } from './dictionary-ddl.ts';
import { onDemandDdl } from './on-demand-ddl.ts';
import { refuse } from './prepare-tables.ts';

/** Where ClickHouse is, and in which database the views are. */
export interface DerivationConnection extends DictionaryHome {
  readonly url: string;
}

/** Working out a day of a large history takes a while. */
const REQUEST_TIMEOUT_MS = 600_000;

/** What is worked out from tables in ClickHouse. Nothing is asked of the server until the first call. */
export function connectDerivations({
  url,
  ...home
}: DerivationConnection): Pick<DerivationPort, 'prepare' | 'refresh' | 'close'> {
  const client = createClient({
    url,
    username: home.username,
    password: home.password,
    application: 'tacho',
    request_timeout: REQUEST_TIMEOUT_MS,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const loaded = new Map<string, string>();
  const refresh = async (dictionary: RangeDictionary): Promise<void> => {
    const query = dictionaryState(home.database, dictionary);
    const answer = await client.query({ query, format: 'JSONEachRow' });
    const [row] = await answer.json<{ readonly state: string }>();
    if (row === undefined || loaded.get(dictionary.name) === row.state) return;
    await client.command({ query: `SYSTEM RELOAD DICTIONARY ${home.database}.${dictionary.name}` });
    loaded.set(dictionary.name, row.state);
  };
  return {
    async prepare(derivations) {
      for (const derivation of derivations)
        for (const query of statementsOf(home, derivation)) await client.command({ query }).catch(refuse);
    },
    async refresh(derivations) {
      for (const each of derivations) if (each.kind === 'dictionary') await refresh(each);
    },
    close: () => client.close(),
  };
}

function statementsOf(home: DictionaryHome, derivation: Derivation): readonly string[] {
  switch (derivation.kind) {
    case 'dictionary':
      return [dictionaryDdl(home, derivation)];
    case 'on-demand':
      return [onDemandDdl(home.database, derivation)];
    case 'batch':
      return [];
    default:
      return derivation satisfies never;
  }
}
