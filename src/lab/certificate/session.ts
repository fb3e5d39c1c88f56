import type { Experiment } from '../../experiment/schema.ts';
import { type Certificate, certifiedSet } from './certificate.ts';
import { type CertifyOptions, certify } from './certify.ts';

/** What may stand for the invariant set in this session, and on what grounds. */
export interface SessionCertificate {
  readonly invariantAs: 'invariant' | 'pinned' | null;
  readonly certificate: Certificate;
}

/**
 * Drivers change without saying so: the short form is run again each session, on the dtypes in use, and may only take back
 * what an earlier full certificate granted. Where the many-tilings form fails it, the full list decides whether `pinned` holds.
 */
export async function certifySession(
  options: Omit<CertifyOptions, 'form'>,
  earlier: Certificate | null,
): Promise<SessionCertificate> {
  const short = await certify({ ...options, form: 'short' });
  if (short.passed && earlier && certifiedSet(earlier) !== 'invariant') {
    return { invariantAs: certifiedSet(earlier), certificate: earlier };
  }
  if (short.passed) return { invariantAs: 'invariant', certificate: earlier ?? short };
  const full = await certify({ ...options, form: 'full' });
  return { invariantAs: certifiedSet(full), certificate: full };
}

/** Dtypes of the arms that claim invariance; empty where none does and no certificate is needed. */
export function claimedDtypes({ arms }: Experiment) {
  const claiming = arms.filter(({ kernels }) => Object.values(kernels).includes('invariant'));
  return [...new Set(claiming.map(({ dtype }) => dtype))];
}

/** What a reader of the record must know of the certificate. */
export function certificateNote({ invariantAs, certificate }: SessionCertificate): string {
  const { form, cases } = certificate;
  const passed = cases.filter((one) => one.passed).length;
  const grounds = `${form} certificate: ${passed} of ${cases.length} cases passed on this adapter`;
  if (invariantAs === 'invariant') return grounds;
  if (invariantAs === 'pinned')
    return `${grounds}; the many-tilings form is not invariant here, pinned stands in for it`;
  return `${grounds}; no set is known to be batch-invariant here`;
}
