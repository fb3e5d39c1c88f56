import capacity from '../../shaders/expert_capacity.wgsl?raw';
import down from '../../shaders/expert_down.wgsl?raw';
import gateUp from '../../shaders/expert_gate_up.wgsl?raw';
import route from '../../shaders/expert_route.wgsl?raw';
import router from '../../shaders/expert_router.wgsl?raw';
import chunkTree from '../../shaders/lib/chunk_tree.wgsl?raw';
import dropped from '../../shaders/lib/expert_dropped.wgsl?raw';
import sums4 from '../../shaders/lib/expert_sums_lane4.wgsl?raw';
import sums16 from '../../shaders/lib/expert_sums_lane16.wgsl?raw';
import sumsTree from '../../shaders/lib/expert_sums_tree.wgsl?raw';
import told from '../../shaders/lib/expert_told.wgsl?raw';
import untold from '../../shaders/lib/expert_untold.wgsl?raw';
import lane4 from '../../shaders/lib/lane4.wgsl?raw';
import lane16 from '../../shaders/lib/lane16.wgsl?raw';
import silu from '../../shaders/lib/silu.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { Experts } from '../model/model-config.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import type { MathName } from '../numerics/math-name.ts';
import type { SumPlan } from '../numerics/plan.ts';
import { covering, grid } from './grid.ts';
import { padded } from './packed-rows.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';
import type { WeightLayout } from './weights/pieces.ts';

const THREADS = 32;

/** What stands before the products of one order. */
const ORDERS = {
  lane4: [lane4, sums4],
  lane16: [lane4, lane16, sums16],
  tree: [lane4, chunkTree, sumsTree],
} as const;
export type ExpertOrder = keyof typeof ORDERS;
const EVERY_ORDER = Object.keys(ORDERS) as readonly ExpertOrder[];

export type ExpertProduct = 'router' | 'gate_up' | 'down';
/** By what stands before them where nobody asks for their sums, and where a trace does. */
const productsWith = (tell: string): Readonly<Partial<Record<ExpertProduct, readonly string[]>>> => ({
  gate_up: [dropped, tell, silu, gateUp],
  down: [dropped, tell, down],
});
const PRODUCTS = { router: [router], ...productsWith(untold) };
const TOLD = productsWith(told);

type Ordered = Pick<SumPlan, 'lanes' | 'chunkTree'>;

export function expertKey(name: ExpertProduct, plan: Ordered, weights: WeightLayout) {
  return keyOf(name, orderOf(plan), weights);
}

function keyOf(name: ExpertProduct, order: ExpertOrder, weights: WeightLayout) {
  return `expert_${name}/${order}/${weights}`;
}

function orderOf({ lanes, chunkTree }: Ordered): ExpertOrder {
  if (chunkTree) return 'tree';
  return lanes === 16 ? 'lane16' : 'lane4';
}

/** The orders that a set may ask for one of whose plans this is. */
export function expertOrders({ chunkTree }: Pick<SumPlan, 'chunkTree'>): readonly ExpertOrder[] {
  return chunkTree ? ['tree'] : ['lane4', 'lane16'];
}

/** What runs a mixture of experts whose weights lie in such layouts, by `expertKey`, `expert_route` and `expert_capacity`. */
export function expertSources(
  activations: ActivationDtype,
  layouts: Iterable<WeightLayout>,
  math: MathName = 'native',
  orders: Iterable<ExpertOrder> = EVERY_ORDER,
): (readonly [string, KernelSource])[] {
  return [
    ...productSources({ activations, math }, layouts, PRODUCTS, '', orders),
    ['expert_route', withDtypes('expert_route', { math }, [route])],
    ['expert_capacity', { label: 'expert_capacity', parts: [dropped, capacity] }],
  ];
}

/** The same products by the same keys for a step that is traced: sums that never leave their kernels are written to memory. */
export function toldExpertSources(
  activations: ActivationDtype,
  layouts: Iterable<WeightLayout>,
  math: MathName = 'native',
  orders: Iterable<ExpertOrder> = EVERY_ORDER,
) {
  return productSources({ activations, math }, layouts, TOLD, '_told', orders);
}

function productSources(
  dtypes: KernelDtypes,
  layouts: Iterable<WeightLayout>,
  products: Readonly<Partial<Record<ExpertProduct, readonly string[]>>>,
  tag: string,
  orders: Iterable<ExpertOrder>,
): (readonly [string, KernelSource])[] {
  return [...layouts].flatMap((weights) =>
    [...orders].flatMap((order) =>
      (Object.keys(products) as ExpertProduct[]).map((name) => {
        const parts = [...ORDERS[order], ...products[name]!];
        const source = withDtypes(`expert_${name}${tag}_${order}`, { ...dtypes, weights }, parts);
        return [keyOf(name, order, weights), source] as const;
      }),
    ),
  );
}

/** Elements of a step of so many rows that `down` tells: what each expert gives, and what is added to the residual stream. */
export function toldOfDown({ perToken }: Experts, rows: number, hidden: number): number {
  return rows * (perToken + 1) * padded(hidden);
}

/** Where the sums of a traced step go, behind the kernel's weights. */
function telling<Data>(told: Data | null) {
  return told === null ? {} : { epilogue: { inputs: [], outputs: [told] } };
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

/** Of a traced step: four f32 each, in the kernel's order. */
interface Told<Data> {
  readonly told?: Data | null;
}

/** Groups of four: `groups` of what is read, `width` of what an expert gives. */
export type ExpertSizes = Readonly<Record<'rows' | 'groups' | 'width', number>>;

export function expertGateUpCall<Data>(
  { x, routing, y, told = null }: Readonly<Record<'x' | 'routing' | 'y', Data>> & Told<Data>, // (rows, groups); (rows, per token); (rows, per token, width)
  { weights, quads, plan, bounds }: ExpertMatrix<Data>,
  { count, perToken }: Experts,
  { rows, groups, width }: ExpertSizes,
): KernelCall<Data> {
  const sizes = { rows, groups, quads, chunks: plan.chunks.length, width };
  return {
    inputs: [x, bounds, routing],
    outputs: [y],
    weights,
    ...telling(told),
    params: { ...sizes, per_token: perToken, experts: count },
    workgroups: grid(covering(width, THREADS), rows * perToken),
  };
}

export function expertDownCall<Data>(
  { x, routing, residual, told = null }: Readonly<Record<'x' | 'routing' | 'residual', Data>> & Told<Data>, // (rows, per token, groups); ..; (rows, width)
  { weights, quads, plan, bounds }: ExpertMatrix<Data>,
  { perToken }: Experts,
  { rows, groups, width }: ExpertSizes,
): KernelCall<Data> {
  return {
    inputs: [x, bounds, routing],
    outputs: [residual],
    weights,
    ...telling(told),
    params: { rows, groups, quads, chunks: plan.chunks.length, width, per_token: perToken },
    workgroups: grid(covering(width, THREADS), rows),
  };
}
