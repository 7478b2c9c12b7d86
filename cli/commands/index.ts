import type { Command } from 'commander';

/** A command as "tacho --help" lists it. Its file, and all that this uses, is loaded when it is asked for. */
export interface ListedCommand {
  /** Its name and what may follow. */
  readonly usage: string;
  readonly description: string;
  readonly load: () => Promise<Command>;
}

/** Every command, in the order of the help. */
export const commands: readonly ListedCommand[] = [
  {
    usage: 'up [options]',
    description: 'start the servers that are missing and all workers; runs until Ctrl-C',
    load: async () => (await import('./up.ts')).upCommand(),
  },
  {
    usage: 'demo [options]',
    description: 'run the whole line on servers of its own: a simulated fleet drives, the reports show it',
    load: async () => (await import('./demo.ts')).demoCommand(),
  },
  {
    usage: 'device',
    description: 'keys with which devices and gateways post telemetry',
    load: async () => (await import('./device.ts')).deviceCommand(),
  },
  {
    usage: 'vehicle',
    description: 'whose the vehicles are, and since when',
    load: async () => (await import('./vehicle.ts')).vehicleCommand(),
  },
  {
    usage: 'import [options] <files...>',
    description: 'post the positions of CSV files through the ingest API, as devices do',
    load: async () => (await import('./import.ts')).importCommand(),
  },
  {
    usage: 'report [options] [name]',
    description: 'ask the report API; without a name, list the reports there are',
    load: async () => (await import('./report.ts')).reportCommand(),
  },
  {
    usage: 'quarantine',
    description: 'reports that cannot be true: look at them, and let them in after all',
    load: async () => (await import('./quarantine.ts')).quarantineCommand(),
  },
  {
    usage: 'dead',
    description: 'records that could not be processed: look at them, try them again, or give them up',
    load: async () => (await import('./dead.ts')).deadCommand(),
  },
  {
    usage: 'forget [options] <subject>',
    description: 'destroy the key of a person, so that all that was ever sealed with it is unreadable',
    load: async () => (await import('./forget.ts')).forgetCommand(),
  },
  {
    usage: 'state [options] <processor> <key>',
    description: 'what a processor of the first stage held of a key, now or at any moment of the log',
    load: async () => (await import('./state.ts')).stateCommand(),
  },
  {
    usage: 'snapshot [options]',
    description: 'have a worker store the state of every partition of a first stage that it holds, now',
    load: async () => (await import('./snapshot.ts')).snapshotCommand(),
  },
  {
    usage: 'processor',
    description: 'processors and their versions: start one beside another, follow it, end it',
    load: async () => (await import('./processor.ts')).processorCommand(),
  },
  {
    usage: 'projections',
    description: 'projections and their versions: build one beside another, compare, show it, go back',
    load: async () => (await import('./projections.ts')).projectionsCommand(),
  },
  {
    usage: 'jobs',
    description: 'long jobs: rebuilds of projections and versions of processors that catch up',
    load: async () => (await import('./jobs.ts')).jobsCommand(),
  },
  {
    usage: 'backup [options] [name]',
    description: 'keep all tables of the reports aside, by ClickHouse’s own BACKUP',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  {
    usage: 'restore [options] <name>',
    description:
      'bring a backup back into a ClickHouse without tables, best without workers: "tacho up --servers-only"',
    load: async () => (await import('./backup.ts')).restoreCommand(),
  },
  {
    usage: 'archive',
    description: 'files that keep what Kafka’s retention takes: what is there, and whether it is whole',
    load: async () => (await import('./archive.ts')).archiveCommand(),
  },
  {
    usage: 'status [options]',
    description: 'servers, workers, lag and checkpoints, and where to ask',
    load: async () => (await import('./status.ts')).statusCommand(),
  },
  {
    usage: 'doctor [options]',
    description:
      'look for what does not fit together, and say what to do; changes nothing, and exits non-zero where something is at fault',
    load: async () => (await import('./doctor.ts')).doctorCommand(),
  },
  {
    usage: 'balance [options]',
    description: 'check that nothing is lost or counted twice; exits non-zero if it does not add up',
    load: async () => (await import('./balance.ts')).balanceCommand(),
  },
];
