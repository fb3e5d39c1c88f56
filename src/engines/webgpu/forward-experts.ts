import type { Binding } from '../../gpu/kernel-call.ts';
import {
  capacityCall,
  type ExpertMatrix,
  type ExpertProduct,
  expertDownCall,
  expertGateUpCall,
  expertKey,
  routeCall,
  routerCall,
} from '../../kernels/experts.ts';
import { padded } from '../../kernels/packed-rows.ts';
import { outputLabel } from '../../model/graph.ts';
import type { Experts } from '../../model/model-config.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import { expertCapacity } from '../../steps/expert-capacity.ts';
import type { Forward } from './forward-step.ts';
import type { GpuMatrix } from './gpu-weights.ts';
import { routingBytes } from './routing-readback.ts';

/** A layer's mixture of experts, from the normalised rows to the residual stream: each row computes its own experts. */
export function addExperts(step: Forward, experts: Experts, layer: number): void {
  const { list, buffers, kernels, weights, shape, config, spec, forms } = step;
  const { normed, partials, activated, residual } = buffers;
  const { rows } = shape;
  const own = weights.layers[layer];
  const [hidden, inner] = [config.hiddenSize, config.intermediateSize].map((size) => padded(size) / 4);
  const bytes = routingBytes(experts, buffers.capacity.rows);
  const routing = { buffer: buffers.routing, offset: layer * bytes, size: bytes };
  const matrix = (name: ExpertProduct, { buffers: pieces, quads }: GpuMatrix): ExpertMatrix<Binding> => {
    const plan = planOf(step, name);
    return { weights: pieces, quads, plan, bounds: buffers.tables.binding(name) };
  };
  const kernelOf = (name: ExpertProduct, { layout }: GpuMatrix) =>
    (forms.tells && name !== 'router' ? kernels.told : kernels.between).get(
      expertKey(name, planOf(step, name), layout),
    )!;
  // The router's scores are read before.
  const told = forms.tells ? partials : null;
  const at = (name: 'router' | 'routing' | 'gate_up' | 'down') => outputLabel({ layer, name });

  const router = own.router!;
  const scores = { x: normed, scores: partials };
  const routed = routerCall<Binding>(scores, matrix('router', router), { rows, groups: hidden });
  list.dispatch(kernelOf('router', router), 'router', at('router'), routed);
  const chosen = { scores: partials, routing };
  const columns = padded(experts.count);
  const route = routeCall<Binding>(chosen, experts, { rows, columns });
  list.dispatch(kernels.between.get('expert_route')!, 'routing', at('routing'), route);
  const factor = spec.experts?.capacity ?? null;
  if (factor !== null) {
    const room = expertCapacity(factor, rows, experts);
    const call = capacityCall<Binding>(routing, experts, { rows, room });
    list.dispatch(kernels.between.get('expert_capacity')!, 'capacity', `layer${layer}.capacity`, call);
  }
  const up = matrix('gate_up', own.gateUp);
  const gate = expertGateUpCall<Binding>({ x: normed, routing, y: activated, told }, up, experts, {
    ...{ rows, groups: hidden, width: inner },
  });
  list.dispatch(kernelOf('gate_up', own.gateUp), 'gate_up', at('gate_up'), gate);
  const wide = matrix('down', own.down);
  const down = expertDownCall<Binding>({ x: activated, routing, residual, told }, wide, experts, {
    ...{ rows, groups: inner, width: hidden },
  });
  list.dispatch(kernelOf('down', own.down), 'down', at('down'), down);
}

function planOf({ plans }: Forward, name: ExpertProduct): SumPlan {
  return name === 'router' ? plans.router! : plans.matmul[name];
}
