// A registry that does not serve the packages of other platforms makes npm leave them out of the lock file, and then
// `npm ci` refuses it. This adds the missing optional entries; run by `npm run lock` after a dependency has changed.
import { readFileSync, writeFileSync } from 'node:fs';

const OS = {
  darwin: 'darwin',
  win: 'win32',
  win32: 'win32',
  linux: 'linux',
  android: 'android',
  freebsd: 'freebsd',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  openharmony: 'openharmony',
  aix: 'aix',
  sunos: 'sunos',
};
const CPU = {
  x64: 'x64',
  arm64: 'arm64',
  arm: 'arm',
  armv7: 'arm',
  ia32: 'ia32',
  ppc64: 'ppc64',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
  wasm32: 'wasm32',
};

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
let added = 0;
for (const [at, entry] of Object.entries(lock.packages))
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(at, name)) continue;
    lock.packages[`node_modules/${name}`] = platformEntry(name, range, entry.dev);
    added += 1;
  }
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(
  'package-lock.json',
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
);
console.log(`${added} optional packages of other platforms added to package-lock.json`);

function isLocked(at, name) {
  const parts = at.split('/node_modules/');
  const places = parts.map((_, index) => parts.slice(0, index + 1).join('/node_modules/'));
  return [...places.map((place) => `${place}/node_modules/${name}`), `node_modules/${name}`].some(
    (place) => lock.packages[place] !== undefined,
  );
}

function platformEntry(name, range, dev) {
  const words = name.split('/').at(-1).split(/[-.]/);
  const os = words.map((word) => OS[word]).find((word) => word !== undefined);
  const cpu = words.map((word) => CPU[word]).find((word) => word !== undefined);
  const musl = words.some((word) => word.includes('musl'));
  const glibc = words.some((word) => word.startsWith('gnu'));
  return {
    version: range.replace(/^[\^~]/, ''),
    ...(dev ? { dev: true } : {}),
    optional: true,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(os ? { os: [os] } : {}),
    ...(os === 'linux' && musl ? { libc: ['musl'] } : os === 'linux' && glibc ? { libc: ['glibc'] } : {}),
  };
}
