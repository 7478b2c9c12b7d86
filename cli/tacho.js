#!/usr/bin/env node
// This file is JavaScript that Node 20 can parse, so that an older Node gets a sentence instead of a syntax error.
import { readFileSync } from 'node:fs';

const pinned = readFileSync(new URL('../.nvmrc', import.meta.url), 'utf8').trim();
if (Number(process.versions.node.split('.')[0]) < Number(pinned.split('.')[0])) {
  process.stderr.write(
    `tacho: This is Node ${process.versions.node}, and tacho needs Node ${pinned} or newer: start it with "npx tacho", which takes the Node that "npm ci" installed, or put a newer Node on the PATH.\n`,
  );
  process.exit(78);
}
// Node strips types in a checkout, but not below node_modules: the packed package has the compiled sources in dist/.
const isPacked = import.meta.url.includes('/node_modules/');
await import(isPacked ? '../dist/cli/main.js' : './main.ts');
