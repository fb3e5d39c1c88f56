import type { BufferPool } from '../../gpu/buffers.ts';
import type { KernelSource } from '../../gpu/kernel.ts';
import type { KernelCall } from '../../gpu/kernel-call.ts';
import {
  capacityCall,
  type ExpertMatrix,
  type ExpertProduct,
  expertDownCall,
  expertGateUpCall,
  expertKey,
  expertSources,
  routeCall,
  routerCall,
} from '../../kernels/experts.ts';
import { chunkBounds } from '../../kernels/matmul-kernel.ts';
import { headColumns, packMatrix, wholeColumns } from '../../kernels/pack.ts';
import { packRows, padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import { expertCapacity } from '../../steps/expert-capacity.ts';
import type { CopyOut } from '../../workbench/cases/dispatch.ts';
import type { Mixture, MixturePlans } from './probes.ts';

/** A mixture's matrices as the kernels read them. */
export type MixtureWeights = Readonly<
  Record<'router' | 'gateUp' | 'down', { readonly buffers: readonly GPUBuffer[]; readonly quads: number }>
>;

/** `pool`: what holds them for as long as they are used. */
export function uploadMixture({ weights, hidden, inner, w }: Mixture, pool: BufferPool): MixtureWeights {
  const upload = (values: Float32Array<ArrayBuffer>, terms: number, piece: number | null) => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const tensor = { name: 'w', dtype: 'F32', shape: [values.length / terms, terms], bytes } as const;
    const columns = piece === null ? wholeColumns(tensor) : headColumns(tensor, piece);
    const { buffers, quads } = packMatrix(columns, terms, weights);
    return { buffers: buffers.map((each) => pool.upload('w', each)), quads };
  };
  return {
    router: upload(w.router, hidden, null),
    gateUp: upload(w.gateUp, hidden, inner),
    down: upload(w.down, inner, hidden),
  };
}

/** What a step's mixture runs, in order, and where the watched row's output lies afterwards. */
export interface MixtureDispatches {
  readonly calls: readonly (readonly [KernelSource, KernelCall<GPUBuffer>])[];
  readonly copy: CopyOut;
}

/** The engine's own kernels, on a residual stream of zeros. */
export function mixtureDispatches(
  pool: BufferPool,
  mixture: Mixture,
  held: MixtureWeights,
  plans: MixturePlans,
  { x, place }: { readonly x: Float32Array<ArrayBuffer>; readonly place: number },
): MixtureDispatches {
  const { activations, weights, experts, hidden, inner, capacity, math } = mixture;
  const rows = x.length / hidden;
  const [groups, width] = [padded(hidden) / 4, padded(inner) / 4];
  const sources = new Map(expertSources(activations, [weights], math));
  const rowBytes = padded(hidden) * ACTIVATION_BYTES[activations];
  const given = pool.upload('x', packRows(x, hidden, activations));
  const scores = pool.storage('scores', rows * padded(experts.count) * 4);
  const routing = pool.storage('routing', rows * experts.perToken * 8);
  const y = pool.storage('y', rows * experts.perToken * padded(inner) * ACTIVATION_BYTES[activations]);
  const residual = pool.upload('residual', new Uint8Array(rows * rowBytes));
  const matrix = (of: keyof MixturePlans): ExpertMatrix<GPUBuffer> => {
    const { buffers, quads } = held[of];
    const bounds = pool.upload('bounds', Uint32Array.from(chunkBounds(plans[of])));
    return { weights: buffers, quads, plan: plans[of], bounds };
  };
  const product = (name: ExpertProduct, plan: SumPlan) => sources.get(expertKey(name, plan, weights))!;
  const room = capacity === null ? null : expertCapacity(capacity, rows, experts);
  const columns = padded(experts.count);
  const sizes = { rows, groups, width };
  const calls: (readonly [KernelSource, KernelCall<GPUBuffer>])[] = [
    [product('router', plans.router), routerCall({ x: given, scores }, matrix('router'), { rows, groups })],
    [sources.get('expert_route')!, routeCall({ scores, routing }, experts, { rows, columns })],
    ...(room === null
      ? []
      : [[sources.get('expert_capacity')!, capacityCall(routing, experts, { rows, room })] as const]),
    [
      product('gate_up', plans.gateUp),
      expertGateUpCall({ x: given, routing, y }, matrix('gateUp'), experts, sizes),
    ],
    [
      product('down', plans.down),
      expertDownCall({ x: y, routing, residual }, matrix('down'), experts, {
        ...{ rows, groups: width, width: groups },
      }),
    ],
  ];
  return { calls, copy: { buffer: residual, offset: place * rowBytes, bytes: rowBytes } };
}
