import type { InvariantAs } from '../../numerics/sets/kernel-sets.ts';
import { KERNEL_SETS, type KernelSet, rulesOf } from '../../numerics/sets/sets.ts';
import { type CertificateCell, cellBlind, cellLost, invarianceLost } from '../../results/certificate-cell.ts';

/** What cells let one say of the sets, as far as they go. */
export interface Grant {
  /** `stand-in` where a set was lost and what stands in for it was tested, by a test that saw, and held. */
  readonly invariantAs: InvariantAs;
  /** A control did not differ: what its cell says cannot be relied on. */
  readonly blind: boolean;
}

export function grantOf(cells: readonly CertificateCell[]): Grant {
  const blind = cells.some(cellBlind);
  const lost = cells.filter(invarianceLost);
  if (lost.length === 0) return { invariantAs: 'itself', blind };
  const standIns = new Set<string | undefined>(lost.flatMap(setsIn).map((set) => rulesOf(set).standIn?.name));
  const own = cells.filter(({ set }) => standIns.has(set));
  const doubted = own.some((cell) => cellLost(cell) || cellBlind(cell));
  const held = own.some(({ cases }) => cases > 0) && !doubted;
  return { invariantAs: held ? 'stand-in' : null, blind };
}

/** The sets that a cell names, alone or mixed with each other. */
function setsIn(cell: CertificateCell): KernelSet[] {
  const words = cell.set.split(/[^a-z0-9-]+/);
  return KERNEL_SETS.filter((set) => words.includes(set));
}
