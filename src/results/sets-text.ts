import { type OwnKernelMark, type OwnKernelMarks, shortHash } from '../experiment/shaders.ts';
import { OPERATIONS, type Operation } from '../numerics/operations.ts';
import { ruleName } from '../numerics/rule-name.ts';
import { commonSet, type KernelSets } from '../numerics/sets/kernel-sets.ts';

/** `invariant, matmul by my-matmul (own kernel 0123abcd4567)`: what an arm's operations run, own kernels with the hash of their text. */
export function kernelsText({
  kernels,
  own = {},
}: {
  readonly kernels: KernelSets;
  readonly own?: OwnKernelMarks;
}): string {
  const texts = OPERATIONS.flatMap((operation) => {
    const mark = own[operation];
    return mark ? [`${operation} by ${mark.name} (own kernel ${shortHash(mark)})`] : [];
  });
  return [setsText(kernels), ...texts].join(', ');
}

/** `invariant + own matmul`: an arm's sets in a table, and which of its operations a kernel of one's own computes. */
export function withOwn(sets: string, own: Readonly<Partial<Record<Operation, unknown>>> = {}): string {
  const operations = OPERATIONS.filter((operation) => own[operation] !== undefined);
  return operations.length === 0 ? sets : `${sets} + own ${operations.join(', ')}`;
}

/** What stands for an own kernel in the place of a set's rule: `own:0123abcd4567`. Nothing is known of its order. */
export function ownRule(mark: Pick<OwnKernelMark, 'hash'>): string {
  return `own:${shortHash(mark)}`;
}

/** The rule of each operation as an arm runs it: its set's, with its version, or what stands for an own kernel. */
export function ruleOf(
  { kernels, own = {} }: { readonly kernels: KernelSets; readonly own?: OwnKernelMarks },
  operation: Operation,
): string {
  const mark = own[operation];
  return mark ? ownRule(mark) : ruleName(kernels[operation]);
}

/** Whether two arms run the same own kernels, whatever those are called. */
export function sameOwn(a: OwnKernelMarks = {}, b: OwnKernelMarks = {}): boolean {
  return OPERATIONS.every((operation) => a[operation]?.hash === b[operation]?.hash);
}

/** One set name where all operations share it, else the sets in the order of the operations. */
export function setsText(kernels: KernelSets): string {
  return commonSet(kernels) ?? OPERATIONS.map((operation) => kernels[operation]).join('/');
}
