#!/usr/bin/env node
// From source the CLI is TypeScript and runs through tsx.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
