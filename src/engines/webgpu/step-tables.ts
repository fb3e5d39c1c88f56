import type { AttentionRoom } from '../../kernels/attention-form.ts';
import { tokenWord } from '../../kernels/embed.ts';
import { chunkBounds } from '../../kernels/matmul-kernel.ts';
import { DRAW_WORDS, writeDraw } from '../../kernels/sample.ts';
import { MATMULS } from '../../model/operations.ts';
import type { Decoding } from '../../steps/arm-spec.ts';
import { decodingOfSlice, drawKey } from '../../steps/own-decoding.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { AttendedKeys, StepPlans } from '../../steps/step-plans.ts';
import type { ArmBuffers } from './arm-buffers.ts';
import type { ArmParts } from './arm-parts.ts';
import type { KeptRow } from './kept-logits.ts';
import type { DealtStep } from './step-shape.ts';

/**
 * Writes a step's rows, block tables and reduction plans into the arm's tables, where they lie: nothing is made anew. Returns how its
 * attention is dealt out. `kept`: (sampled) where its logits go.
 */
export function fillTables(
  { tables, capacity }: ArmBuffers,
  plan: StepPlan,
  plans: StepPlans,
  { forms, config, spec }: Pick<ArmParts, 'forms' | 'config' | 'spec'>,
  kept: readonly (KeptRow | null)[],
): DealtStep {
  fillRows(tables, plan, plans, kept, spec.decoding);
  for (const name of MATMULS) tables.set(name, chunkBounds(plans.matmul[name]));
  if (plans.router) tables.set('router', chunkBounds(plans.router));
  const tableOf = fillBlocks(tables, plan);
  const deal = (
    { rows, cuts, shared }: AttendedKeys,
    room: AttentionRoom,
    [items, splits]: readonly ['items', 'splits'] | readonly ['localItems', 'localSplits'],
  ) => {
    const step = { rows, cuts, shared, tableAt: (slice: number) => tableOf[slice] };
    const own = { items: tables.room(items), runs: tables.room(splits) };
    const dealt = forms.attention(config).deal(step, room, config, own);
    tables.use(items, dealt.words);
    tables.use(splits, dealt.merges ? rows.length * 2 : 0);
    return dealt;
  };
  return {
    attention: deal(plans, capacity.attention, ['items', 'splits']),
    local: plans.local && deal(plans.local, capacity.local!, ['localItems', 'localSplits']),
  };
}

function fillRows(
  tables: ArmBuffers['tables'],
  plan: StepPlan,
  { rows, sampledRows }: StepPlans,
  kept: readonly (KeptRow | null)[],
  arm: Decoding,
): void {
  const [tokens, places, identity, draws] = [
    tables.room('tokens'),
    tables.room('rows'),
    tables.room('identity'),
    tables.room('draws'),
  ];
  rows.forEach(({ token, position, slot, slice }, row) => {
    tokens[row] = tokenWord(token, plan.slices[slice].awaits);
    places[row * 2] = position;
    places[row * 2 + 1] = slot;
    identity[row] = row;
  });
  tables.use('tokens', rows.length);
  tables.use('rows', rows.length * 2);
  tables.use('identity', rows.length);
  tables.set('sampledRows', sampledRows);
  sampledRows.forEach((row, i) => {
    const { slice, position } = rows[row];
    const decoding = decodingOfSlice(plan.slices[slice], arm);
    const request = drawKey(decoding, plan.slices[slice].request);
    writeDraw(draws, i, { ...decoding, request, position: position + 1, kept: kept[i]?.row ?? null });
  });
  tables.use('draws', sampledRows.length * DRAW_WORDS);
}

/** Block tables one after the other. Returns where that of each request begins. */
function fillBlocks(tables: ArmBuffers['tables'], { slices }: StepPlan): number[] {
  const blocks = tables.room('blocks');
  let end = 0;
  const starts = slices.map((slice) => {
    const start = end;
    for (const block of slice.blocks) blocks[end++] = block;
    return start;
  });
  tables.use('blocks', end);
  return starts;
}
