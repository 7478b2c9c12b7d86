import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedStackError } from './embedded-stack-error.ts';

const packages: Readonly<Record<string, string>> = {
  'linux-x64': '@chdb/lib-linux-x64-gnu',
  'linux-arm64': '@chdb/lib-linux-arm64-gnu',
  'darwin-x64': '@chdb/lib-darwin-x64',
  'darwin-arm64': '@chdb/lib-darwin-arm64',
};

/** The ClickHouse library that npm's chdb installed for a platform, such as `linux-x64`. */
export function findChdbLibrary(platform = `${process.platform}-${process.arch}`): string {
  try {
    // The library is a dependency of chdb, not of ours: look from there.
    const chdb = createRequire(import.meta.url).resolve('chdb');
    const manifest = createRequire(chdb).resolve(`${packages[platform] ?? '@chdb/none'}/package.json`);
    return join(dirname(manifest), 'libchdb.so');
  } catch (cause) {
    throw new EmbeddedStackError('clickhouse-library-missing', platform, { cause });
  }
}
