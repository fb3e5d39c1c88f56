import { attentionCase } from './attention-case.ts';
import { matmulCase } from './matmul-case.ts';
import { normCase } from './norm-case.ts';
import type { CaseTools, OperationCase } from './operation-case.ts';
import type { CaseSetup } from './setup.ts';
import type { CaseValues } from './values.ts';

/** Uploads an operation's inputs. Throws GpuError where a buffer does not fit the adapter. */
export function openCase(tools: CaseTools, setup: CaseSetup, values: CaseValues): OperationCase {
  switch (values.operation) {
    case 'matmul':
      return matmulCase(tools, setup, values);
    case 'rmsnorm':
      return normCase(tools, setup, values);
    case 'attention':
      return attentionCase(tools, setup, values);
  }
}
