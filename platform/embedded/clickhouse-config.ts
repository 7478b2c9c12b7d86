import { createHash } from 'node:crypto';

/** The passwords of the two users that have one. */
export interface ClickhousePasswords {
  readonly tacho: string;
  readonly analyst: string;
}

/**
 * The server's configuration: bounded memory, users from a file, backups in a folder. It keeps no log tables about itself, because none is
 * named here: even `<query_log remove="1"/>` would count as naming it.
 */
export function clickhouseConfig(usersFile: string, backupsDir: string): string {
  return `<clickhouse>
  <max_server_memory_usage>4294967296</max_server_memory_usage>
  <backups><allowed_path>${escapeXml(backupsDir)}</allowed_path></backups>
  <user_directories><users_xml><path>${escapeXml(usersFile)}</path></users_xml></user_directories>
</clickhouse>
`;
}

/**
 * Three users. The start-up query runs as `default`, which therefore has no password and next to no rights; `tacho`
 * owns everything; `analyst` may read the reports' tables and dictionaries, which are in `database`, and nothing else.
 */
export function clickhouseUsers({ tacho, analyst }: ClickhousePasswords, database: string): string {
  return `<clickhouse>
  <profiles>
    <default/>
    <tacho>
      <!-- A backlog over many days touches more than the 100 partitions of the default. -->
      <max_partitions_per_insert_block>0</max_partitions_per_insert_block>
      <async_insert>0</async_insert>
    </tacho>
    <analyst><readonly>2</readonly></analyst>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default>
      <password></password>
      ${userBasics('default')}
      <grants>
        <query>GRANT SYSTEM LISTEN ON *.*</query>
        <query>GRANT SELECT ON system.numbers</query>
      </grants>
    </default>
    <tacho>
      <password_sha256_hex>${sha256(tacho)}</password_sha256_hex>
      ${userBasics('tacho')}
      <access_management>1</access_management>
      <named_collection_control>1</named_collection_control>
    </tacho>
    <analyst>
      <password_sha256_hex>${sha256(analyst)}</password_sha256_hex>
      ${userBasics('analyst')}
      <grants>
        <query>GRANT SELECT ON ${database}.*</query>
        <query>GRANT dictGet ON ${database}.*</query>
      </grants>
    </analyst>
  </users>
</clickhouse>
`;
}

function userBasics(profile: string): string {
  return `<networks><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>default</quota>`;
}

function sha256(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
