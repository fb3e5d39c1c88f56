import type { Operation } from '../numerics/operations.ts';
import { capital, padEnd } from '../results/text.ts';
import type { CulpritReport } from '../studies/search/culprit.ts';
import { asItIs, type Finding, type Found, OPEN, ranWords } from './finding.ts';

export function culpritFinding(report: CulpritReport): Finding {
  const { subsets, culprits, settings, comparable } = report;
  const [{ agreement }] = subsets;
  if (culprits === null || !agreement) return OPEN;
  if (settings && !comparable) return asItIs(agreement, settings, 'Which operation is to blame');
  const said = settings ? [`${capital(settings)}. Made invariant means: in both arms.`] : [];
  const found = culprits.length === 0 ? nothingRestores(subsets.length) : restored(report, culprits);
  return { ...found, notes: [...said, ...found.notes], elsewhere: settings !== null };
}

function nothingRestores(subsets: number): Found {
  const verdict = 'No set of operations restores the bits, not even all of them';
  const note =
    'With all three invariant the company should equal alone: the certificate says whether the invariant set holds here.';
  return { tone: 'differ', verdict, notes: subsets === 1 ? ['No operation varies in this pair.'] : [note] };
}

function restored({ subsets, settings }: CulpritReport, culprits: readonly (readonly Operation[])[]): Found {
  const [first] = culprits;
  if (first.length === 0) {
    const verdict = 'Nothing to blame: company equals alone bit for bit as it is';
    return { tone: 'same', verdict, notes: [] };
  }
  const sets = culprits.map(andList).join(', or ');
  const verdict =
    first.length === 1 && culprits.length === 1 && !settings
      ? `${capital(first[0])} alone is to blame: made invariant, it restores every bit`
      : `Made invariant${settings ? ' in both arms' : ''}, ${sets} ${first.length === 1 ? 'restores' : 'together restore'} every bit`;
  // Where the tokens had not moved to begin with, that they agree says nothing.
  const forked = subsets[0]?.agreement?.fork !== null;
  const tokensOnly = subsets.filter(
    ({ invariant, agreement }) =>
      forked && invariant.length > 0 && agreement && !agreement.identical && agreement.fork === null,
  );
  const notes = tokensOnly.map(
    ({ invariant }) =>
      `${andList(invariant)} invariant: the tokens agree within what was looked at, the bits do not.`,
  );
  return { tone: 'same', verdict, notes };
}

function andList(operations: readonly Operation[]): string {
  return operations.join(' and ');
}

/** `matmul + attention`: what was made invariant. */
export function subsetWords(invariant: readonly Operation[]): string {
  return invariant.length === 0 ? 'as it is' : invariant.join(' + ');
}

/** Each subset in a report line, with what became of the pair. */
export function culpritLines({ subsets }: CulpritReport): string[] {
  return subsets.map(({ invariant, agreement }) => {
    const mark = agreement ? (agreement.identical ? '=' : '≠') : ' ';
    return `${mark} ${padEnd(subsetWords(invariant), 28)} ${ranWords(agreement)}`;
  });
}
