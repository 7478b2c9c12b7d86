import { createMemoryKeyStore } from '../../platform/memory/memory-key-store.ts';
import { keyStoreContract } from './key-store.ts';

keyStoreContract('memory', () => Promise.resolve(createMemoryKeyStore()));
