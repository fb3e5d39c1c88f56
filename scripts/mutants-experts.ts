import { gpu, type Mutant, unit } from './mutant.ts';

const CHOOSING = 'src/engines/cpu/cpu-experts.test.ts';
const CAPACITY = 'src/steps/expert-capacity.test.ts';
const ON_DEVICE = 'src/engines/webgpu/experts.gpu.test.ts';

/** Faults in mixtures of experts, and in who is left out where they are full. */
export const EXPERT_MUTANTS: readonly Mutant[] = [
  unit(
    'src/engines/cpu/cpu-experts.ts',
    'of experts with equal scores the higher id is taken',
    'scores[b] - scores[a] || a - b',
    'scores[b] - scores[a] || b - a',
    CHOOSING,
  ),
  unit(
    'src/engines/cpu/cpu-experts.ts',
    'weights are scaled to sum to 1 in every model',
    '(normalised ? chosen : ids)',
    'chosen',
    CHOOSING,
  ),
  unit(
    'src/steps/expert-capacity.ts',
    'an expert takes a row more than it has room for',
    '++taken[expert] > capacity',
    'taken[expert]++ > capacity',
    CAPACITY,
  ),
  unit(
    'src/steps/expert-capacity.ts',
    'the rows that filled an expert are told as one more than there were',
    'found.length < capacity',
    'found.length <= capacity',
    CAPACITY,
  ),
  unit(
    'src/results/derive-posture.ts',
    'an arm whose experts leave rows out is said to be invariant',
    "capacity !== null && operation === 'whole model'",
    "capacity !== null && operation === 'matmul' && claims === undefined",
    'src/results/derive-posture.test.ts',
  ),
  unit(
    'src/studies/certificate/mixture-controls.ts',
    'the control of experts leaves nobody out',
    '{ ...mixture, capacity: CAPACITY }',
    '{ ...mixture, capacity: null }',
    'src/studies/certificate/mixture.test.ts',
  ),
  unit(
    'src/results/derive-posture.ts',
    'products are certified whatever became of the experts',
    "(cell.operation === 'experts' && operation === 'matmul')",
    'false',
    'src/results/derive-posture.test.ts',
  ),
  unit(
    'src/model/gguf/config.ts',
    "weights of an OLMoE's experts are scaled to sum to 1",
    'fields.experts(false)',
    'fields.experts(true)',
    'src/model/gguf/read-gguf.test.ts',
  ),
  gpu(
    'shaders/expert_down.wgsl',
    'a trace is told what was added so far in the place of what an expert gives',
    'tell(told_at, sums);',
    'tell(told_at, total);',
    ON_DEVICE,
  ),
  gpu(
    'shaders/expert_capacity.wgsl',
    'the device leaves out a row more',
    'taken > params.capacity',
    'taken >= params.capacity',
    ON_DEVICE,
  ),
  gpu(
    'shaders/expert_gate_up.wgsl',
    "a row's ups are those of the expert before",
    '(params.experts + expert) * params.width',
    '(params.experts + max(expert, 1u) - 1u) * params.width',
    ON_DEVICE,
  ),
];
