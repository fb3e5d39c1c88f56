import type { CellPlace, CertificateCase } from './certificate.ts';
import { comparisonText, type Finding, type Findings } from './comparison.ts';

/** Findings as cases of a cell: what was claimed, and whether it was so. */
export async function* judged(
  kind: CertificateCase['kind'],
  place: CellPlace,
  what: string,
  findings: Findings,
): AsyncGenerator<CertificateCase> {
  for await (const finding of findings) yield judge(kind, place, what, finding);
}

export function judge(
  kind: CertificateCase['kind'],
  place: CellPlace,
  what: string,
  finding: Finding,
): CertificateCase {
  if ('skipped' in finding) return skippedCase(kind, place, finding.name, finding.skipped);
  const { name, comparison } = finding;
  const good = (comparison.differing === 0) === (kind === 'case');
  const outcome = good && comparison.finite ? 'passed' : 'failed';
  return { ...place, kind, name, outcome, found: comparisonText(comparison, what) };
}

export function skippedCase(
  kind: CertificateCase['kind'],
  place: CellPlace,
  name: string,
  found: string,
): CertificateCase {
  return { ...place, kind, name, outcome: 'skipped', found };
}
