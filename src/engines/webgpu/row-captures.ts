import { padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { elementsOf, type ModelGraph, type Operation, operationAt } from '../../model/graph.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { isMatmul } from '../../model/operations.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { StepPlans } from '../../steps/step-plans.ts';
import type { ArmBuffers, ArmMemory } from './arm-buffers.ts';
import { dispatchesOf } from './dispatches.ts';
import { packedElements } from './products.ts';
import { CHOICE_BYTES, routingBytes } from './routing-readback.ts';

/** Where one row of an output lies once its dispatch has run. */
export interface Capture {
  readonly operation: Operation;
  /** As it is when the step is recorded: arms that are opened before may have replaced it. */
  readonly buffer: () => GPUBuffer;
  /** In bytes; of a matmul's first part. */
  readonly offset: number;
  /** Of one part. */
  readonly bytes: number;
  /** Elements of each run that is padded to whole groups of four. */
  readonly piece: number;
  /** Bytes from one part of a matmul to the next; 0 of what is written whole. */
  readonly stride: number;
}

/** What the captures of one row depend on. */
export interface CaptureSite {
  readonly spec: ArmSpec;
  readonly config: ModelConfig;
  readonly memory: Pick<ArmMemory, 'buffers'>;
  readonly plans: StepPlans;
  /** Index of the traced row in the step. */
  readonly row: number;
}

/** The captures that follow each dispatch, by its label. */
export function capturesByLabel(site: CaptureSite): ReadonlyMap<string, readonly Capture[]> {
  return new Map(
    dispatchesOf(site.config).map(({ label, outputs }) => [
      label,
      outputs.map((operation) => captureOf(site, operation)),
    ]),
  );
}

function captureOf({ spec, config, memory, plans, row }: CaptureSite, operation: Operation): Capture {
  const sampled = operation.rows === 'sampled';
  const index = sampled ? plans.sampledRows.indexOf(row) : row;
  const elements = packedElements(operation);
  const [, piece] = operation.shape;
  if (isMatmul(operation.name)) {
    const { length } = sampled ? plans.sampledRows : plans.rows;
    const bytes = elements * 4;
    const buffer = () => memory.buffers().partials;
    return { operation, buffer, offset: index * bytes, bytes, piece, stride: length * bytes };
  }
  if (operation.kind === 'route') {
    const experts = config.experts!;
    const bytes = experts.perToken * CHOICE_BYTES;
    const layerBytes = routingBytes(experts, memory.buffers().capacity.rows);
    const buffer = () => memory.buffers().routing;
    return {
      operation,
      buffer,
      offset: operation.layer! * layerBytes + index * bytes,
      bytes,
      piece,
      stride: 0,
    };
  }
  if (operation.kind === 'router' || operation.kind === 'mix') {
    const bytes = elements * 4;
    // Behind what each expert gives (`expert_down`).
    const before = operation.kind === 'mix' ? plans.rows.length * config.experts!.perToken * bytes : 0;
    const buffer = () => memory.buffers().partials;
    return { operation, buffer, offset: before + index * bytes, bytes, piece, stride: 0 };
  }
  // Between the sums of a product and whoever reads them: in the place of those sums, in pieces as the product has them.
  if (!operation.rounds) {
    const product = productBefore(modelGraph(config), operation);
    const [{ start }] = operation.inputs;
    const [, own] = product.shape;
    const offset = (index * packedElements(product) + (start / own) * padded(own)) * 4;
    const bytes = (elementsOf(operation.shape) / own) * padded(own) * 4;
    return { operation, buffer: () => memory.buffers().partials, offset, bytes, piece: own, stride: 0 };
  }
  const holder = () => holderOf(memory.buffers(), operation);
  const { cached = false } = holder();
  const bytes = elements * ACTIVATION_BYTES[spec.activations];
  const offset = (cached ? plans.rows[row].slot : index) * bytes;
  return { operation, buffer: () => holder().buffer, offset, bytes, piece, stride: 0 };
}

/** The product whose sums an output takes the place of. */
function productBefore(graph: ModelGraph, { inputs: [from] }: Operation): Operation {
  const before = operationAt(graph, from);
  return isMatmul(before.name) ? before : productBefore(graph, before);
}

/** The buffer that an output is written to, by rows of the step or by slots of the cache. */
function holderOf(buffers: ArmBuffers, { kind, name, layer }: Operation) {
  switch (kind) {
    case 'norm':
      return { buffer: buffers.normed };
    case 'attention':
      return { buffer: buffers.attended };
    case 'swiglu':
    case 'geglu':
      return { buffer: buffers.activated };
    case 'rope':
      return name === 'q' ? { buffer: buffers.q } : { buffer: buffers.cache.k[layer!], cached: true };
    case 'round':
      return { buffer: buffers.cache.v[layer!], cached: true };
    default:
      return { buffer: buffers.residual };
  }
}
