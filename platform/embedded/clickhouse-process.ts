import { DataType, load, open } from 'ffi-rs';
import { clickhouseQuery } from './clickhouse-query.ts';

// The program of the ClickHouse child process: LIBRARY DATA CONFIG PORT. It ends when it is told to (SIGTERM) or when
// the server fails to start. While clients hold idle connections the engine waits five seconds and leaves by _exit, so
// nothing of ours may have to run after it.

const [libraryPath = '', dataDir = '', configFile = '', port = ''] = process.argv.slice(2);
const library = 'chdb';
const stopping = new AbortController();

// A terminal's Ctrl-C is for the owner of the stack, which stops its servers in order.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => void endServerQuery());

open({ library, path: libraryPath });
disableSignalHandlers();
await runServer();
if (stopping.signal.aborted) process.exit(0);
console.error('ClickHouse ended without having been asked to');
process.exit(1);

/** Otherwise leaving ends in a crash of ClickHouse's own handlers. */
function disableSignalHandlers(): void {
  load({
    library,
    funcName: 'chdb_set_signal_handlers_enabled',
    retType: DataType.Void,
    paramsType: [DataType.I32],
    paramsValue: [0],
  });
}

/** Runs `clickhouse local` with a query that opens the HTTP server and never ends. */
async function runServer(): Promise<void> {
  const forever = 'SELECT sleepEachRow(1) FROM system.numbers FORMAT Null SETTINGS max_block_size=1';
  const args = [
    'clickhouse',
    ...['--path', dataDir],
    `--http_port=${port}`,
    '--listen_host=127.0.0.1',
    `--config-file=${configFile}`,
    // With it, the end of the killed query is a clean end of the server.
    '--ignore-error',
    ...['--query', `SYSTEM START LISTEN HTTP; ${forever}`],
  ];
  await load({
    library,
    funcName: 'chdb_query_cmdline',
    retType: DataType.External,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [args.length, args],
    runInNewThread: true,
  });
}

async function endServerQuery(): Promise<void> {
  stopping.abort();
  const password = process.env['TACHO_CLICKHOUSE_STOP_PASSWORD'] ?? '';
  // A query of the command line has no user in the list of queries.
  const kill = `KILL QUERY WHERE user = '' AND query LIKE 'SELECT sleepEachRow(1) FROM system.numbers%' ASYNC`;
  try {
    await clickhouseQuery({ port: Number(port), user: 'tacho', password }, kill);
  } catch (error) {
    // It does not answer, so there is nothing that an orderly end would save.
    console.error('ClickHouse did not take the order to stop', error);
    process.kill(process.pid, 'SIGKILL');
  }
}
