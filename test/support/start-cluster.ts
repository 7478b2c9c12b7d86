import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../platform/embedded/free-port.ts';
import { clickhouseQuery } from '../../platform/embedded/clickhouse-query.ts';
import { clickhouseServer, clickhouseUser } from '../../platform/embedded/clickhouse-server.ts';
import { findChdbLibrary } from '../../platform/embedded/find-chdb-library.ts';
import { ManagedServer } from '../../platform/embedded/managed-server.ts';
import { writePrivateFile } from '../../platform/embedded/write-private-file.ts';
import { relayDdl, type DdlRelay } from './relay-ddl.ts';

/** ClickHouse servers that are one cluster. */
export interface Cluster {
  /** As `CLICKHOUSE_CLUSTER` names it. */
  readonly name: string;
  /** Where each shard is asked, and where statements for all of them may be said. */
  readonly urls: readonly string[];
  /** Who owns its databases and has no more rights than docs/tables.md asks for. */
  readonly worker: ClusterUser;
  readonly analyst: ClusterUser;
  /** Who may do everything. */
  readonly owner: ClusterUser;
  /** SIGKILLs the server of a shard and returns when it is gone. */
  readonly kill: (shard: number) => Promise<void>;
  /** Starts it again, on its ports and data. */
  readonly start: (shard: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Who asks, on every node with the same password. */
export interface ClusterUser {
  readonly username: string;
  readonly password: string;
}

/** One server, as it is planned. */
interface Node {
  readonly shard: number;
  readonly dir: string;
  /** Where clients ask it, and where the other nodes do. */
  readonly http: number;
  readonly native: number;
}

/** What all nodes of a cluster know. */
interface Known {
  readonly name: string;
  readonly databases: readonly [string, ...string[]];
  readonly nodes: readonly Node[];
  readonly secret: string;
  readonly passwords: { readonly tacho: string; readonly analyst: string; readonly worker: string };
}

const HERE = '127.0.0.1';
const WORKER = 'worker';
/** As docs/tables.md says them. */
const GRANTS = [
  'GRANT CLUSTER, REMOTE, SYSTEM RELOAD DICTIONARY ON *.*',
  'GRANT TABLE ENGINE ON *',
  'GRANT SELECT ON system.tables',
];

/**
 * Starts a cluster of two shards, one server each, on data of its own: npm's ClickHouse as the embedded stack has it,
 * which hands statements and parts to nobody (see `relayDdl`), with what makes it one of a cluster beside its own
 * configuration. The analyst reads the first of the databases.
 */
export async function startCluster(...databases: readonly [string, ...string[]]): Promise<Cluster> {
  const dir = await mkdtemp(join(tmpdir(), 'tacho-cluster-'));
  const taken = new Set<number>();
  const nodes: Node[] = [];
  for (const shard of [1, 2]) {
    const [http, native] = [await freePort(taken), await freePort(taken)];
    nodes.push({ shard, dir: join(dir, String(shard)), http, native });
  }
  const passwords = { tacho: secret(), analyst: secret(), worker: secret() };
  const known: Known = { name: 'depot', databases, nodes, secret: secret(), passwords };
  const servers = nodes.map((node) => serverOf(node, known));
  const relays: DdlRelay[] = [];
  const stop = async (): Promise<void> => {
    for (const relay of relays) await relay.close();
    await Promise.all(servers.map((server) => server.stop()));
    await rm(dir, { recursive: true, force: true });
  };
  const start = async (shard: number): Promise<void> => {
    const [node, server] = [at(nodes, shard), at(servers, shard)];
    await server.start();
    const login = { port: node.http, user: clickhouseUser, password: passwords.tacho };
    await clickhouseQuery(login, 'SYSTEM START LISTEN TCP');
  };
  try {
    await Promise.all(nodes.map(({ shard }) => start(shard)));
    const urls = nodes.map(({ http }) => `http://${HERE}:${http}`);
    for (const url of urls) relays.push(await relayDdl(known.name, url, without(url, urls)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: known.name,
    urls: relays.map(({ url }) => url),
    worker: { username: WORKER, password: passwords.worker },
    analyst: { username: 'analyst', password: passwords.analyst },
    owner: { username: clickhouseUser, password: passwords.tacho },
    kill: (shard) => at(servers, shard).kill(),
    start,
    stop,
  };
}

function serverOf({ shard, dir, http, native }: Node, known: Known): ManagedServer {
  const { databases, passwords } = known;
  const [database] = databases;
  const plan = clickhouseServer({ library: findChdbLibrary(), dir, port: http, passwords, database });
  const prepare = async (logFile: string): Promise<void> => {
    await plan.prepare(logFile);
    // ClickHouse adds these files to its own two.
    for (const part of ['config.d', 'users.d']) await mkdir(join(dir, part), { recursive: true });
    await writePrivateFile(join(dir, 'config.d', 'cluster.xml'), clusterConfig(known, { shard, native }));
    await writePrivateFile(join(dir, 'users.d', 'cluster.xml'), clusterUsers(known));
  };
  const listener = { onEvent: () => undefined, onProcesses: () => Promise.resolve() };
  return new ManagedServer({ ...plan, prepare }, `${dir}.log`, listener);
}

/**
 * What docs/tables.md asks an operator for, but for Keeper, which npm's ClickHouse has not: the one inside each process
 * is enough to make replicated tables, and not to write to them.
 */
function clusterConfig(
  { name, nodes, secret: shared }: Known,
  { shard, native }: Pick<Node, 'shard' | 'native'>,
): string {
  const shards = nodes.map(
    ({ native: port }) => `<shard><internal_replication>true</internal_replication>
        <replica><host>${HERE}</host><port>${port}</port></replica></shard>`,
  );
  return `<clickhouse>
  <max_server_memory_usage>1073741824</max_server_memory_usage>
  <tcp_port>${native}</tcp_port>
  <zookeeper><implementation>testkeeper</implementation></zookeeper>
  <macros><shard>${shard}</shard><replica>1</replica></macros>
  <remote_servers>
    <${name}>
      <secret>${shared}</secret>
      ${shards.join('\n      ')}
    </${name}>
  </remote_servers>
</clickhouse>
`;
}

function clusterUsers({ databases, passwords }: Known): string {
  const grants = [...databases.map((database) => `GRANT ALL ON ${database}.*`), ...GRANTS];
  return `<clickhouse>
  <profiles><tacho><max_threads>2</max_threads></tacho><analyst><max_threads>2</max_threads></analyst></profiles>
  <users><${WORKER}>
    <password>${passwords.worker}</password>
    <networks><ip>${HERE}</ip></networks><profile>tacho</profile><quota>default</quota>
    <grants>${grants.map((grant) => `<query>${grant}</query>`).join('')}</grants>
  </${WORKER}></users>
</clickhouse>
`;
}

const secret = (): string => randomBytes(16).toString('hex');

function at<T>(all: readonly T[], shard: number): T {
  const found = all[shard - 1];
  if (found === undefined) throw new Error(`there is no shard ${shard}`);
  return found;
}

const without = (url: string, urls: readonly string[]): readonly string[] =>
  urls.filter((each) => each !== url);
