import { joined } from '../../wgsl/text-lines.ts';
import { attentionTerms, workLike } from '../../wgsl/work-budget.ts';
import type { CaseSetup } from '../cases/setup.ts';
import { type EditableKernel, originalText, preludeText } from './editable-kernels.ts';

/** The budget that a test begins with: what several originals would need. */
export function firstWork(kernel: EditableKernel, setup: CaseSetup): number {
  const code = joined(preludeText(kernel, setup.dtype), originalText(kernel, setup.dtype));
  return workLike(code, kernel.group === 'plain' ? plainTermsOf(setup) : termsOf(setup));
}

/** Terms that one thread may come to add. */
function termsOf({ operation, dimensions }: CaseSetup): number {
  switch (operation) {
    case 'matmul':
      return dimensions.terms;
    case 'rmsnorm':
      return dimensions.hidden;
    case 'attention': {
      const { heads, kvHeads, headDim, context } = dimensions;
      return attentionTerms({ heads, kvHeads, headDim }, context);
    }
  }
}

/** A plain kernel may go through a row's whole keys for each element of its output. */
function plainTermsOf(setup: CaseSetup): number {
  const { headDim, context } = setup.dimensions;
  return setup.operation === 'attention' ? context * headDim : termsOf(setup);
}
