import type { ModelConfig } from '../../model/model-config.ts';
import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { decodingOfSlice } from '../../steps/own-decoding.ts';
import { checkStep } from '../../steps/step-bounds.ts';
import { specOfStep } from '../../steps/step-kernels.ts';
import { STEP_PARTS, type StepLaps } from '../../steps/step-laps.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { describeStep, planStep, type StepPlans } from '../../steps/step-plans.ts';
import { rowTrace, sampledRowOf } from '../../steps/trace.ts';
import { checkBlocks, moveBlocks } from '../block-memory.ts';
import { HostBlocks } from '../host-blocks.ts';
import type { OwnedModel } from '../model-engine.ts';
import { breathe } from './breathe.ts';
import type { Observe } from './cpu-forward.ts';
import { sampleLogits } from './cpu-sample.ts';
import type { Forwards } from './forwards.ts';
import { RowObserver } from './row-observer.ts';

/** A checkpoint on the processor. */
export class CpuModel implements OwnedModel {
  readonly #config: ModelConfig;
  readonly #forwards: Forwards;

  constructor(config: ModelConfig, forwards: Forwards) {
    this.#config = config;
    this.#forwards = forwards;
  }

  openArm(spec: ArmSpec): Promise<ArmRunner> {
    const config = this.#config;
    const forward = this.#forwards.open(spec);
    const { blocks: cache } = forward;
    const host = new HostBlocks(spec, cache.blockBytes);
    const math = mathOf(spec.kernels);
    const atHand = (request: string) => spec.logits?.of.includes(request) ?? true;
    const run = async (
      plan: StepPlan,
      plans: StepPlans,
      { observe, laps }: { readonly observe?: Observe; readonly laps?: StepLaps | undefined },
    ): Promise<StepOutput> => {
      checkStep(plan, spec.limits);
      laps?.lap(STEP_PARTS.plan);
      await breathe();
      laps?.lap(STEP_PARTS.yield);
      const moves = moveBlocks(cache, host, plan.moves ?? [], spec.watchMoves);
      const moved = spec.watchMoves ? { moved: moves } : {};
      if (plan.slices.length === 0) return { samples: [], plans: {}, ...moved };
      const found = await forward.run(plan, plans, breathe, observe, laps);
      const samples = plans.sampledRows.map((row, i) => {
        const { slice, position, index } = plans.rows[row];
        const { request } = plan.slices[slice];
        const logits = found[i].logits();
        const decoding = decodingOfSlice(plan.slices[slice], spec.decoding);
        const { figures } = found[i];
        const sample = sampleLogits(request, position + 1, logits, decoding, { figures, math });
        return { ...sample, index, logits: atHand(request) ? logits.slice() : null };
      });
      laps?.lap(STEP_PARTS.choose);
      const routed = spec.experts?.capacity == null ? null : forward.routed?.();
      return {
        samples,
        plans: describeStep(plans, specOfStep(spec, plan)),
        ...moved,
        ...(routed && { routed }),
        ...(forward.widths && { widths: forward.widths() }),
      };
    };
    return Promise.resolve({
      step: (plan, laps) => run(plan, planStep(plan, spec, config), { laps }),
      async traceStep(plan, request, index, laps) {
        const plans = planStep(plan, spec, config);
        const requests = plan.slices.map((slice) => slice.request);
        const row = sampledRowOf(plans, requests, request, index);
        const observed = new RowObserver(row, spec.activations);
        const output = await run(plan, plans, { observe: observed.observe, laps });
        return { output, trace: rowTrace(plans, config, request, row, observed.outputs) };
      },
      held: () => {
        const held = forward.held?.();
        if (!held) return null;
        const keys = spec.limits.blocks * cache.blockBytes;
        return { weights: held.weights, cache: keys, scratch: held.own - keys };
      },
      blockLayout: `CPU ${spec.activations} in ${cache.layout}`,
      async readBlocks(blocks) {
        checkBlocks(blocks, spec.limits.blocks, cache.blockBytes);
        return await Promise.resolve(blocks.map((block) => cache.read(block)));
      },
      async writeBlocks(blocks, bytes) {
        checkBlocks(blocks, spec.limits.blocks, cache.blockBytes, bytes);
        blocks.forEach((block, i) => {
          cache.write(block, bytes[i]);
        });
        await Promise.resolve();
      },
      spoilCache: () => Promise.resolve(forward.spoilCaches()),
      destroy: () => forward.destroy(),
    });
  }

  destroy(): void {
    this.#forwards.destroy();
  }
}
