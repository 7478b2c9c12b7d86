import { startStack } from '../../platform/embedded/start-stack.ts';

// A program that starts a stack, reports its events as lines of JSON, and stays: for tests that kill it.
await startStack({ dataDir: process.argv[2] ?? '', onEvent: (event) => console.log(JSON.stringify(event)) });
console.log('started');
