import { type CertificateCell, cellBlind, cellLost } from '../../results/certificate-cell.ts';

/** What cells let one say of the sets, as far as they go. */
export interface Grant {
  /** What may stand for the invariant set: `pinned` where the many-tilings form was lost and pinned was tested, by a test that saw, and held. */
  readonly set: 'invariant' | 'pinned' | null;
  /** A control did not differ: what its cell says cannot be relied on. */
  readonly blind: boolean;
}

/** Sets that follow nothing of the batch, alone or mixed with each other. */
const names = (cell: CertificateCell, set: 'invariant' | 'pinned') => cell.set.split(/\W+/).includes(set);

export function grantOf(cells: readonly CertificateCell[]): Grant {
  const blind = cells.some(cellBlind);
  const lost = cells.filter(cellLost);
  if (lost.length === 0) return { set: 'invariant', blind };
  const pinned = cells.filter((cell) => cell.set === 'pinned');
  const doubted = pinned.some((cell) => cellLost(cell) || cellBlind(cell));
  const pinnedHolds = pinned.some(({ cases }) => cases > 0) && !doubted;
  const invariantLost = lost.some((cell) => names(cell, 'invariant'));
  return { set: invariantLost && pinnedHolds ? 'pinned' : null, blind };
}
