/**
 * Measures the coupling matrices that the page Load opens with, on the CPU engine, whose bits and virtual times are the same wherever it
 * is baked. To be run again whenever a mechanism, a model, a plan or what the scheduler does has changed; scripts/baked-couplings.test.ts
 * and `npm run test:proofs` say so. Named rows are measured alone, the others stay as they are.
 *
 *   node --import tsx --import ./scripts/raw-loader.mjs scripts/bake-couplings.ts [--model nano|random-nano|pico-moe]... [--only MECHANISM]...
 */
import { parseArgs } from 'node:util';
import { bakedCouplings, measuredToBake } from '../src/studies/couplings/bake-couplings.node.ts';
import { BAKED_COUPLINGS, type BakedCouplings } from '../src/studies/couplings/baked-couplings.ts';
import { type CouplingRow, figuresAlone } from '../src/studies/couplings/coupling-report.ts';
import { MECHANISMS } from '../src/studies/couplings/mechanisms.ts';
import { writeExample } from './write-example.ts';

const many = { type: 'string', multiple: true } as const;
const { model: files, only } = parseArgs({ options: { model: many, only: many } }).values;
const mechanisms = MECHANISMS.filter(({ id }) => only?.includes(id) ?? true);

/** In the order of the mechanisms, whatever they were measured in. */
function inOrder(...lists: (readonly CouplingRow[])[]): CouplingRow[] {
  const rows = new Map(lists.flat().map((row) => [row.id, row]));
  return MECHANISMS.flatMap(({ id }) => rows.get(id) ?? []);
}

async function bake(baked: BakedCouplings): Promise<void> {
  const measured = await measuredToBake(baked, {
    mechanisms,
    onProgress: ({ done, total, name }) => console.log(`${baked.file} ${done + 1}/${total} ${name}`),
  });
  const rows = inOrder(only ? bakedCouplings(baked).rows : [], measured.rows);
  await writeExample(`couplings/${baked.file}.json`, { ...measured, rows });
  await writeExample(`couplings/${baked.file}-figures.json`, figuresAlone({ ...measured, rows }));
}

for (const baked of BAKED_COUPLINGS) if (files?.includes(baked.file) ?? true) await bake(baked);
