import { splitTables } from '../../kernels/attention.ts';
import { chunkBounds } from '../../kernels/matmul.ts';
import { MATMULS } from '../../model/operations.ts';
import { requestKey } from '../../numerics/gumbel.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { StepPlans } from '../../steps/step-plans.ts';
import type { ArmBuffers } from './arm-buffers.ts';
import type { StepShape } from './step-shape.ts';

const ITEM_WORDS = 4;

/** Writes a step's rows, block tables and reduction plans into the arm's tables; items past the step's own have no keys. */
export function fillTables(
  { tables, capacity }: ArmBuffers,
  plan: StepPlan,
  plans: StepPlans,
  shape: Pick<StepShape, 'items'>,
): void {
  const { rows, sampledRows, splits } = plans;
  const { blocksPerSequence } = capacity;
  tables.set(
    'tokens',
    rows.map((row) => row.token),
  );
  tables.set(
    'rows',
    rows.flatMap((row) => [row.position, row.slot]),
  );
  tables.set(
    'identity',
    rows.map((_, i) => i),
  );
  tables.set('sampledRows', sampledRows);
  tables.set(
    'draws',
    sampledRows.flatMap((i) => [requestKey(plan.slices[rows[i].slice].request), rows[i].position + 1]),
  );
  tables.set(
    'blocks',
    plan.slices.flatMap(({ blocks }) => [
      ...blocks,
      ...Array<number>(blocksPerSequence - blocks.length).fill(0),
    ]),
  );
  for (const name of MATMULS) tables.set(name, chunkBounds(plans.matmul[name]));
  const { count, items, runs } = splitTables(splits, (row) => rows[row].slice * blocksPerSequence);
  const empty = new Array<number>((shape.items - count) * ITEM_WORDS).fill(0);
  tables.set('items', [...items, ...empty]);
  tables.set('splits', runs);
}
