import type { PortableCase } from '../../src/studies/portable/cases.ts';
import type { Differing } from '../../src/studies/portable/compare-prints.ts';
import type { Opened } from './implementations.ts';

/**
 * Where two runs of one request part: the generated position, then the first operation of that row whose bits differ. In words, as far as it can be
 * told: a run may part where the two saw other rows.
 */
export async function findCause(
  of: PortableCase,
  { arm, request, dueArm }: Differing,
  due: Opened,
  found: Opened,
  kernels: string,
): Promise<string> {
  const [a, b] = [
    await due.ask({ ask: 'positions', of, kernels, arm: dueArm, request }),
    await found.ask({ ask: 'positions', of, kernels, arm, request }),
  ];
  const position = a.findIndex(({ token, digest }, i) => token !== b[i]?.token || digest !== b[i]?.digest);
  if (position < 0) return 'run again, all positions agree: the same implementation gave two answers';
  const place = { ask: 'operations', of, kernels, request, position } as const;
  const [own, other] = [await due.ask({ ...place, arm: dueArm }), await found.ask({ ...place, arm })];
  const first = own.findIndex(
    ({ operation, digest }, i) => operation !== other[i]?.operation || digest !== other[i]?.digest,
  );
  if (first < 0)
    return `first at position ${position}, where every operation of the row agrees: earlier rows in the cache may not`;
  const { operation } = own[first];
  const many = own.filter(({ digest }, i) => digest !== other[i]?.digest).length;
  return `first at position ${position}, in ${operation} (${first + 1} of ${own.length} operations of the row; ${many} differ)`;
}
