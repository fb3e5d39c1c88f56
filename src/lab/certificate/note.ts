import type { Certificate } from './certificate.ts';

/** On what grounds a run's sets are called invariant. */
export interface CertificateGrounds {
  readonly form: Certificate['form'];
  /** What may be called invariant: `pinned` stands in where the many-tilings form failed. Null: nothing. */
  readonly set: 'invariant' | 'pinned' | null;
}

const STAND_IN = 'the many-tilings form is not invariant here, pinned stands in for it';
const NOTHING = 'no set is known to be batch-invariant here';

/** What a reader of a record must know of the certificate. */
export function certificateNote(set: CertificateGrounds['set'], { form, cases }: Certificate): string {
  const passed = cases.filter((one) => one.passed).length;
  const grounds = `${form} certificate: ${passed} of ${cases.length} cases passed on this adapter`;
  if (set === 'invariant') return grounds;
  return `${grounds}; ${set === 'pinned' ? STAND_IN : NOTHING}`;
}

/** Reads the note back out of a record; null where none of its notes is one. */
export function certificateGrounds(notes: readonly string[]): CertificateGrounds | null {
  for (const note of notes) {
    const form = /^(full|short) certificate: /.exec(note)?.[1];
    if (form !== 'full' && form !== 'short') continue;
    if (note.endsWith(STAND_IN)) return { form, set: 'pinned' };
    return { form, set: note.endsWith(NOTHING) ? null : 'invariant' };
  }
  return null;
}
