import { Option, type Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import { newCommand, print, withInstallation } from './command-context.ts';

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
    .action((name: string | undefined, options: Options & { readonly json?: true }) =>
      withInstallation(options, async ({ environment }) => {
        const base = options.url ?? environment['REPORTS_URL'];
        if (base === undefined)
          throw new TachoError('server-missing', 'Say where the report API is: --url or REPORTS_URL.');
        const format = options.json === true ? 'json' : options.format;
        print((await askApi(urlOf(base, name, { ...options, format }))).trimEnd());
      }),
    );

function urlOf(
  base: string,
  name: string | undefined,
  { format, param }: Pick<Options, 'format' | 'param'>,
): URL {
  const url = new URL(name === undefined ? '/v1/reports' : `/v1/reports/${encodeURIComponent(name)}`, base);
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
  const problem = JSON.parse(body) as { readonly detail?: string; readonly title?: string };
  throw new TachoError('report-refused', problem.detail ?? problem.title ?? body);
}
