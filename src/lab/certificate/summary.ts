import { type Certificate, type CertificateCase, certifiedSet } from './certificate.ts';

/** Cases of one claim about one set in one dtype. */
export interface CaseGroup extends Pick<CertificateCase, 'set' | 'dtype' | 'claim'> {
  readonly passed: number;
  readonly total: number;
}

/** Cases counted by set, dtype and claim, in the order they were run. */
export function groupCases(cases: readonly CertificateCase[]): CaseGroup[] {
  const groups = new Map<string, CaseGroup>();
  for (const { set, dtype, claim, passed } of cases) {
    const key = `${set}/${dtype}/${claim}`;
    const group = groups.get(key) ?? { set, dtype, claim, passed: 0, total: 0 };
    groups.set(key, { ...group, passed: group.passed + (passed ? 1 : 0), total: group.total + 1 });
  }
  return [...groups.values()];
}

/** What the certificate lets one say, and no more. */
export function certificateVerdict(certificate: Certificate): string {
  switch (certifiedSet(certificate)) {
    case 'invariant':
      return 'On this adapter and driver the invariant set is batch-invariant.';
    case 'pinned':
      return 'On this adapter the many-tilings form is not invariant; pinned is, and stands in for it.';
    case null:
      return 'On this adapter no set was found to be batch-invariant.';
  }
}
