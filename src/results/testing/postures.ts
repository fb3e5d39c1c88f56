import type { OperationPosture, Posture } from '../posture.ts';

const OPERATIONS = ['matmul', 'rmsnorm', 'attention', 'whole model'] as const;

/** Certified in every operation, but for `change` in all of them or in one. */
export const posture = (arm: string, change: Partial<OperationPosture>, only?: number): Posture => ({
  ...{ arm, activations: 'bf16', weights: ['bf16'], sampler: 'greedy', grounds: 'short certificate' },
  replaced: [],
  operations: OPERATIONS.map((operation, i) => ({
    ...{ operation, rule: 'invariant@1', standing: 'certified', covered: ['batch', 'cache'], reasons: [] },
    ...(only === undefined || only === i ? change : {}),
  })),
});

export const LOST = { standing: 'lost', covered: [], reasons: ['batch: 2 of 12 cases differ'] } as const;
