/** `npm run scale`: writes the tables of docs/scale.md anew from the figures in scale/inputs.ts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { INPUTS } from './scale/inputs.ts';
import { scaleTables } from './scale/tables.ts';
import { withTables } from './scale/with-tables.ts';

const FILE = 'docs/scale.md';
writeFileSync(FILE, withTables(readFileSync(FILE, 'utf8'), scaleTables(INPUTS)));
