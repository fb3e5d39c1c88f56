import { attentionCase } from './attention-case.ts';
import { matmulCase } from './matmul-case.ts';
import { normCase } from './norm-case.ts';
import type { CaseTools, OperationCase } from './operation-case.ts';
import type { BenchSetup } from './setup.ts';
import type { BenchValues } from './values.ts';

/** Uploads an operation's inputs. Throws GpuError where a buffer does not fit the adapter. */
export function openCase(tools: CaseTools, setup: BenchSetup, values: BenchValues): OperationCase {
  switch (values.operation) {
    case 'matmul':
      return matmulCase(tools, setup, values);
    case 'rmsnorm':
      return normCase(tools, setup, values);
    case 'attention':
      return attentionCase(tools, setup, values);
  }
}
