import capacity from '../../shaders/expert_capacity.wgsl?raw';
import down from '../../shaders/expert_down.wgsl?raw';
import gateUp from '../../shaders/expert_gate_up.wgsl?raw';
import route from '../../shaders/expert_route.wgsl?raw';
import router from '../../shaders/expert_router.wgsl?raw';
import dropped from '../../shaders/lib/expert_dropped.wgsl?raw';
import sums4 from '../../shaders/lib/expert_sums_lane4.wgsl?raw';
import sums16 from '../../shaders/lib/expert_sums_lane16.wgsl?raw';
import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import lane16 from '../../shaders/lib/lane16.wgsl?raw';
import silu from '../../shaders/lib/silu.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Experts } from '../model/model-config.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { covering, grid } from './grid.ts';
import { withDtypes } from './preludes.ts';
import type { WeightLayout } from './weights/pieces.ts';

const THREADS = 32;
const LANES = [4, 16] as const;

export type ExpertProduct = 'router' | 'gate_up' | 'down';
const PRODUCTS: Readonly<Record<ExpertProduct, readonly string[]>> = {
  router: [router],
  gate_up: [dropped, silu, gateUp],
  down: [dropped, down],
};

export function expertKey(name: ExpertProduct, { lanes }: Pick<SumPlan, 'lanes'>, weights: WeightLayout) {
  return `expert_${name}/${lanes}/${weights}`;
}

/** What runs a mixture of experts whose weights lie in such layouts, by `expertKey`, `expert_route` and `expert_capacity`. */
export function expertSources(
  activations: ActivationDtype,
  layouts: Iterable<WeightLayout>,
): (readonly [string, KernelSource])[] {
  const products = [...layouts].flatMap((weights) =>
    LANES.flatMap((lanes) =>
      (Object.keys(PRODUCTS) as ExpertProduct[]).map((name) => {
        const order = lanes === 4 ? [lane4, sums4] : [lane4, lane16, sums16];
        const parts = [...order, ...PRODUCTS[name]];
        const source = withDtypes(`expert_${name}_${lanes}`, { activations, weights }, parts);
        return [expertKey(name, { lanes }, weights), source] as const;
      }),
    ),
  );
  return [
    ...products,
    ['expert_route', { label: 'expert_route', parts: [route] }],
    ['expert_capacity', { label: 'expert_capacity', parts: [dropped, capacity] }],
  ];
}

/** A matrix with the columns of all experts, and the plan of its sums. */
export interface ExpertMatrix<Data> {
  readonly weights: readonly Data[];
  readonly quads: number;
  readonly plan: Pick<SumPlan, 'chunks'>;
  readonly bounds: Data; // (chunks + 1), as `chunkBounds` gives them
}

export function routerCall<Data>(
  { x, scores }: { readonly x: Data; readonly scores: Data }, // (rows, groups); (rows, quads) of four f32
  { weights, quads, plan, bounds }: ExpertMatrix<Data>,
  { rows, groups }: Readonly<Record<'rows' | 'groups', number>>,
): KernelCall<Data> {
  return {
    inputs: [x, bounds],
    outputs: [scores],
    weights,
    params: { rows, groups, quads, chunks: plan.chunks.length },
    workgroups: grid(covering(quads, THREADS), rows),
  };
}

/** `columns`: of a row of scores, padded. */
export function routeCall<Data>(
  { scores, routing }: { readonly scores: Data; readonly routing: Data },
  { count, perToken, normalised }: Experts,
  { rows, columns }: Readonly<Record<'rows' | 'columns', number>>,
): KernelCall<Data> {
  return {
    inputs: [scores],
    outputs: [routing],
    params: { rows, experts: count, columns, per_token: perToken, normalised: Number(normalised) },
    workgroups: grid(covering(rows, THREADS)),
  };
}

/** `room`: rows that each expert takes. */
export function capacityCall<Data>(
  routing: Data,
  { count, perToken }: Experts,
  { rows, room }: Readonly<Record<'rows' | 'room', number>>,
): KernelCall<Data> {
  return {
    inputs: [],
    outputs: [routing],
    params: { choices: rows * perToken, experts: count, capacity: room },
    workgroups: grid(covering(count, THREADS)),
  };
}

/** Groups of four: `groups` of what is read, `width` of what an expert gives. */
export type ExpertSizes = Readonly<Record<'rows' | 'groups' | 'width', number>>;

export function expertGateUpCall<Data>(
  { x, routing, y }: Readonly<Record<'x' | 'routing' | 'y', Data>>, // (rows, groups); (rows, per token); (rows, per token, width)
  { weights, quads, plan, bounds }: ExpertMatrix<Data>,
  { count, perToken }: Experts,
  { rows, groups, width }: ExpertSizes,
): KernelCall<Data> {
  const sizes = { rows, groups, quads, chunks: plan.chunks.length, width };
  return {
    inputs: [x, bounds, routing],
    outputs: [y],
    weights,
    params: { ...sizes, per_token: perToken, experts: count },
    workgroups: grid(covering(width, THREADS), rows * perToken),
  };
}

export function expertDownCall<Data>(
  { x, routing, residual }: Readonly<Record<'x' | 'routing' | 'residual', Data>>, // (rows, per token, groups); ..; (rows, width)
  { weights, quads, plan, bounds }: ExpertMatrix<Data>,
  { perToken }: Experts,
  { rows, groups, width }: ExpertSizes,
): KernelCall<Data> {
  return {
    inputs: [x, bounds, routing],
    outputs: [residual],
    weights,
    params: { rows, groups, quads, chunks: plan.chunks.length, width, per_token: perToken },
    workgroups: grid(covering(width, THREADS), rows),
  };
}
