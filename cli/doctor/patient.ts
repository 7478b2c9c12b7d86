import { openSubjects, type Subjects } from '../../platform/avro/open-subjects.ts';
import type { TableInspection } from '../../platform/clickhouse/connect-inspection.ts';
import { TachoError } from '../../platform/core/errors.ts';
import { readSettings } from '../../platform/settings/read-settings.ts';
import { logSettings } from '../../platform/settings/settings.ts';
import type { LifeDirectory } from '../../projections/lives/life-directory.ts';
import type { CommandContext } from '../commands/command-context.ts';
import {
  openCodec,
  openInspection,
  openLogIfThere,
  type BareLog,
  type LogConnection,
} from '../connections.ts';
import { readLifeDirectory } from '../projections/open-lives.ts';
import { readServers, type ServerStates } from '../status/read-servers.ts';

/** An installation to be looked at. Nothing that is asked of it changes anything, or registers a schema. */
export interface Patient {
  readonly servers: ServerStates;
  /** How many partitions the settings say. */
  readonly partitions: number;
  readonly context: CommandContext;
  readonly tables: TableInspection;
  readonly subjects: Subjects;
  /** Throws where no broker answers. */
  readonly log: () => Promise<LogConnection>;
  /** The versions of projections, as the log says now. */
  readonly lives: () => Promise<LifeDirectory>;
}

/** Opens what can be opened of an installation, for as long as the lifecycle of the command. */
export async function openPatient(context: CommandContext): Promise<Patient> {
  const { environment, lifecycle } = context;
  const settings = readSettings(logSettings, environment);
  const bare = await openLogIfThere(environment, lifecycle);
  const log = async (): Promise<LogConnection> => ({
    ...(bare ?? failWithoutLog()),
    codec: await openCodec(environment, []),
  });
  return {
    servers: await readServers(environment, bare !== null),
    partitions: settings.TACHO_PARTITIONS,
    context,
    tables: await openInspection(environment, lifecycle),
    subjects: openSubjects(settings.SCHEMA_REGISTRY_URL),
    log,
    lives: async () => readLifeDirectory(await log()),
  };
}

function failWithoutLog(): BareLog {
  throw new TachoError('server-missing', 'Kafka does not answer.');
}
