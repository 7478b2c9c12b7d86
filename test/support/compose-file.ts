import { parse } from 'yaml';
import { textOf } from '../architecture/project-files.ts';

/** What a service waits for, as the Compose specification names it. */
type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

/** A service of the compose file, as far as the tests look at it. */
export interface ComposeService {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly profiles?: readonly string[];
  readonly restart?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string }[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>;
  readonly healthcheck?: { readonly disable?: boolean; readonly test?: readonly string[] };
}

/** The compose file. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

export const COMPOSE_FILE = 'docker/compose.yaml';

/** Variables of the compose file, each with its default, or null where one has to be given. */
export type ComposeVariables = ReadonlyMap<string, string | null>;

const VARIABLE = /\$\$|\$\{(?<name>\w+)(?::-(?<fallback>[^}]*)|:\?(?<refusal>[^}]*))\}/g;

/** Reads the compose file with the variables put in, as Compose does; throws where a required one is missing. */
export async function readCompose(variables: Readonly<Record<string, string>>): Promise<ComposeFile> {
  const text = (await textOf(COMPOSE_FILE)).replace(VARIABLE, (whole, ...found: unknown[]) => {
    if (whole === '$$') return '$';
    const { name = '', fallback, refusal } = found.at(-1) as Readonly<Record<string, string | undefined>>;
    const value = variables[name] ?? fallback;
    if (value === undefined)
      throw new Error(`required variable ${name} is missing a value: ${refusal ?? ''}`);
    return value;
  });
  return parse(text, { merge: true }) as ComposeFile;
}

/** The variables that the compose file asks for. */
export async function composeVariables(): Promise<ComposeVariables> {
  const found = [...(await textOf(COMPOSE_FILE)).matchAll(VARIABLE)];
  return new Map(
    found.flatMap(({ groups }) =>
      groups?.['name'] === undefined ? [] : [[groups['name'], groups['fallback'] ?? null] as const],
    ),
  );
}
