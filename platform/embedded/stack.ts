/** The servers of the embedded stack, in starting order; they are stopped the other way round. */
export const serverNames = ['kafka', 'registry', 'clickhouse', 'redis'] as const;

/** One of the servers of the embedded stack. */
export type ServerName = (typeof serverNames)[number];

/** Where the servers are, as the clients want it said. */
export interface Endpoints {
  /** `host:port[,host:port]` */
  readonly kafkaBrokers: string;
  /** Including `/apis/ccompat/v7`. */
  readonly registryUrl: string;
  /** `http://host:port`, without credentials. */
  readonly clickhouseUrl: string;
  readonly clickhouseUser: string;
  readonly clickhousePassword: string;
  /** `redis://:password@host:port` */
  readonly redisUrl: string;
}

/** What happened to a server, for progress and logs. */
export interface StackEvent {
  readonly server: ServerName;
  readonly phase: 'installing' | 'starting' | 'ready' | 'stopping' | 'stopped' | 'exited';
  readonly detail?: string;
}

/** What to start, where its data is, and which servers exist already. */
export interface StackOptions {
  readonly dataDir: string;
  /** Servers named here are used as they are; only the others are started. */
  readonly existing?: Partial<Endpoints>;
  /** Loopback ports to insist on; the others are free ones, kept from start to start. */
  readonly ports?: Partial<Record<ServerName, number>>;
  /** Where the reports' tables will be in ClickHouse, `tacho` unless said: the analyst reads this one only. */
  readonly database?: string;
  readonly onEvent?: (event: StackEvent) => void;
  /** Ends the start with its reason; no server is left running then. */
  readonly signal?: AbortSignal;
}

/** A server that runs: `pid` is the server itself, not its guard. */
export interface RunningServer {
  readonly name: ServerName;
  readonly pid: number;
  readonly port: number;
  readonly logFile: string;
}

/** The started servers and their one owner. */
export interface Stack {
  readonly endpoints: Endpoints;
  /** The read-only ClickHouse user, or null when ClickHouse is not ours. */
  readonly analyst: { readonly user: string; readonly passwordFile: string } | null;
  /** With which the keys of personal data are wrapped in this data directory: 32 bytes as base64. */
  readonly masterKey: string;
  readonly servers: () => readonly RunningServer[];
  /** SIGKILLs the server and returns when it is gone. */
  readonly kill: (name: ServerName) => Promise<void>;
  /** Starts the server again on its port and data (stopping it first if it runs); returns when it answers. */
  readonly restart: (name: ServerName) => Promise<void>;
  /** Stops all servers, in reverse order of starting. */
  readonly stop: () => Promise<void>;
}
