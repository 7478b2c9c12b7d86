import type { Command } from 'commander';
import { TachoError } from '../../platform/core/errors.ts';
import type { SnapshotAnswer } from '../../platform/runtime/run-set.ts';
import { formatTable } from '../format-table.ts';
import { findInstallation } from '../installation.ts';
import { healthPortName } from '../workers/health-port-name.ts';
import { newCommand, print } from './command-context.ts';

interface Options {
  readonly dataDir: string;
  readonly url?: string;
  readonly json?: true;
}

/** `tacho snapshot` */
export const snapshotCommand = (): Command =>
  newCommand(
    'snapshot',
    'have a worker store the state of every partition of a first stage that it holds, now',
  )
    .option('--url <url>', 'the health address of a processors worker; that of the installation unless given')
    .option('--json', 'print it as JSON')
    .action(async (options: Options) => {
      const answer = await storeSnapshots(await urlOf(options));
      print(options.json === true ? JSON.stringify(answer, null, 2) : textOf(answer));
    });

interface Stored {
  readonly snapshots: readonly SnapshotAnswer[];
}

async function urlOf({ url, dataDir }: Options): Promise<URL> {
  const port = (await findInstallation(dataDir, process.env))[healthPortName('processors')];
  const base = url ?? (port === undefined ? undefined : `http://127.0.0.1:${port}`);
  if (base === undefined)
    throw new TachoError('server-missing', 'Say where the processors worker is watched: --url.');
  if (!URL.canParse('/snapshots', base))
    throw new TachoError('configuration-invalid', `${base} is not a URL.`);
  return new URL('/snapshots', base);
}

async function storeSnapshots(url: URL): Promise<Stored> {
  const response = await fetch(url, { method: 'POST' }).catch((error: unknown) => {
    throw new TachoError('server-missing', `${url.origin} does not answer.`, error);
  });
  if (response.ok) return (await response.json()) as Stored;
  throw new TachoError('snapshot-refused', (await response.text()).slice(0, 300));
}

const textOf = ({ snapshots }: Stored): string =>
  formatTable([
    ['SET', 'PARTITION', 'BEFORE OFFSET', 'TIME', 'SEGMENTS', 'BYTES'],
    ...snapshots.map(({ set, partition, snapshot }) => [
      set,
      partition,
      snapshot?.next ?? 'nothing was folded yet',
      typeof snapshot?.time === 'number' ? new Date(snapshot.time).toISOString() : '-',
      snapshot?.segments ?? '-',
      snapshot?.bytes ?? '-',
    ]),
  ]);
