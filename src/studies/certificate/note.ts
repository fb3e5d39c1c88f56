import {
  type CertificateCell,
  cellBlind,
  cellStands,
  invarianceLost,
} from '../../results/certificate-cell.ts';
import { quantizeText } from '../../results/quantize-text.ts';
import type { CellPlace, Certificate } from './certificate.ts';
import type { Grant } from './grant.ts';

/** On what grounds a run's sets are called invariant. */
export interface CertificateGrounds extends Grant {
  readonly form: Certificate['form'];
}

const STAND_IN = 'Guarantee lost: the many-tilings form is not invariant here, pinned stands in for it';
const NOTHING = 'Guarantee lost: a set in use is not invariant here, and nothing stands in for it';
const BLIND = 'the test is blind in';

/** What a reader of a record must know of the certificate; a guarantee that was lost goes first. */
export function certificateNotes(
  { invariantAs }: Grant,
  form: Certificate['form'],
  cells: readonly CertificateCell[],
): string[] {
  const standing = cells.filter(cellStands).length;
  const counted = `${form} certificate: ${standing} of ${cells.length} cells in use stand on this adapter`;
  const blind = cells.filter(cellBlind);
  const unseen =
    blind.length > 0
      ? [
          `${BLIND} ${blind.map(cellName).join('; ')}: a control that had to differ did not. It says nothing of the set`,
        ]
      : [];
  if (invariantAs === 'itself') return [counted, ...unseen];
  const lost = cells
    .filter(invarianceLost)
    .map((cell) => `${cellName(cell)} (${cell.cases - cell.passed} of ${cell.cases} cases)`);
  return [`${invariantAs ? STAND_IN : NOTHING}. Lost: ${lost.join('; ')}`, counted, ...unseen];
}

/** What one or several cells speak of, in words. */
export function cellName(of: CertificateCell | CellPlace): string {
  const { operation, invariance, set, activations, weights, quantize } = of;
  return `${set} ${operation}, ${invariance}, ${activations} on ${[weights].flat().join(', ')} weights${quantizeText({ quantize })}`;
}

/** Reads the notes back out of a record; null where none of them is of a certificate. */
export function certificateGrounds(notes: readonly string[]): CertificateGrounds | null {
  const form = notes.map((note) => /^(full|short) certificate: /.exec(note)?.[1]).find(Boolean);
  if (form !== 'full' && form !== 'short') return null;
  const begins = (start: string) => notes.some((note) => note.startsWith(start));
  const kept = begins(STAND_IN) ? 'stand-in' : 'itself';
  return { form, invariantAs: begins(NOTHING) ? null : kept, blind: begins(BLIND) };
}
