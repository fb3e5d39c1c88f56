#!/usr/bin/env node
import { start } from './start.ts';

// The installed command: main.ts is the same from a checkout.
await start('batchmates');
