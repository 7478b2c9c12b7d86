import { Option, type Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import { formatTable } from '../format-table.ts';
import { findInstallation } from '../installation.ts';
import { newCommand, print } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly url?: string;
  readonly format: 'csv' | 'json' | 'ndjson';
  readonly param: readonly string[];
}

/** `tacho report` */
export const reportCommand = (): Command =>
  newCommand('report', 'ask the report API; without a name, list the reports there are')
    .argument('[name]', 'for example route-speed or faults')
    .option('--param <name=value...>', 'a parameter of the report, for example --param grain=day route=1', [])
    .addOption(
      new Option('--format <format>', 'form of the answer').choices(['csv', 'json', 'ndjson']).default('csv'),
    )
    .option('--json', 'the same as --format json')
    .option('--url <url>', 'the report API; that of the installation unless given')
    .action(async (name: string | undefined, options: Options & { readonly json?: true }) => {
      const base = options.url ?? (await findInstallation(options.dataDir, process.env))['REPORTS_URL'];
      if (base === undefined)
        throw new TachoError('server-missing', 'Say where the report API is: --url or REPORTS_URL.');
      const format = options.json === true ? 'json' : options.format;
      const answer = await askApi(urlOf(base, name, { ...options, format }));
      print(name === undefined && options.json !== true ? catalogueText(answer) : answer.trimEnd());
    });

function urlOf(
  base: string,
  name: string | undefined,
  { format, param }: Pick<Options, 'format' | 'param'>,
): URL {
  const path = name === undefined ? '/v1/reports' : `/v1/reports/${encodeURIComponent(name)}`;
  if (!URL.canParse(path, base)) throw new TachoError('configuration-invalid', `${base} is not a URL.`);
  const url = new URL(path, base);
  for (const each of param) {
    const at = each.indexOf('=');
    if (at < 1) throw new TachoError('configuration-invalid', `--param ${each}: say name=value.`);
    url.searchParams.append(each.slice(0, at), each.slice(at + 1));
  }
  if (name !== undefined) url.searchParams.set('format', format);
  return url;
}

/** The body of an answer of the report API; throws with what a problem says. */
export async function askApi(url: URL): Promise<string> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new TachoError('server-missing', `${url.origin} does not answer.`, error);
  });
  const body = await response.text();
  if (response.ok) return body;
  throw new TachoError('report-refused', problemOf(body));
}

/** What a problem says; whoever else answers at the URL may say anything. */
function problemOf(body: string): string {
  try {
    const problem = JSON.parse(body) as { readonly detail?: string; readonly title?: string };
    return problem.detail ?? problem.title ?? body;
  } catch {
    return body.slice(0, 300);
  }
}

interface Catalogue {
  readonly reports: readonly {
    readonly name: string;
    readonly doc: string;
    readonly parameters: Readonly<
      Record<string, { readonly description: string; readonly enum?: readonly string[] }>
    >;
  }[];
}

/** The reports there are and their parameters, to be read. */
function catalogueText(answer: string): string {
  const { reports } = JSON.parse(answer) as Catalogue;
  return reports
    .map(({ name, doc, parameters }) =>
      [
        `${name}: ${doc}`,
        formatTable(
          Object.entries(parameters)
            .filter(([parameter]) => parameter !== 'format')
            .map(([parameter, { description, enum: words }]) => [
              `  --param ${parameter}=${words === undefined ? '…' : words.join('|')}`,
              description,
            ]),
        ),
      ].join('\n'),
    )
    .join('\n\n');
}
