import { subsetWords } from '../../../report/culprit.ts';
import { agreementTone, agreementWords } from '../../../report/finding.ts';
import type { CulpritReport, SubsetFinding } from '../../../studies/search/culprit.ts';
import type { Agreement } from '../../../studies/search/probe-run.ts';
import styles from './culprit-lattice.module.css';

interface Placed {
  readonly finding: SubsetFinding;
  /** Centre in percent of the lattice. */
  readonly x: number;
  readonly y: number;
}

const MARKS = { same: '=', bits: '≈', differ: '≠', open: '' } as const;

/** Every subset of the operations, each under those that it is part of; lines lead to the next operation made invariant. */
export function CulpritLattice({
  report,
  running,
}: {
  readonly report: CulpritReport;
  readonly running: boolean;
}) {
  const placed = place(report.subsets);
  const levels = Math.max(...report.subsets.map(({ invariant }) => invariant.length)) + 1;
  const next = running ? placed.find(({ finding }) => !finding.agreement) : undefined;
  const smallest = new Set(report.culprits?.map((set) => set.join()));
  return (
    <div className={styles.lattice} style={{ height: `${levels * 4.8}rem` }}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
        {placed.flatMap((from) =>
          placed
            .filter((to) => covers(to.finding, from.finding))
            .map((to) => (
              <line
                key={`${from.finding.invariant}>${to.finding.invariant}`}
                x1={from.x}
                y1={from.y}
                x2={to.x}
                y2={to.y}
                vectorEffect="non-scaling-stroke"
              />
            )),
        )}
      </svg>
      <ul>
        {placed.map(({ finding, x, y }) => {
          const { invariant, agreement } = finding;
          const tone = agreement ? agreementTone(agreement) : 'open';
          const best = smallest.has(invariant.join());
          const widest = x === 50 && (y < 25 || y > 75);
          return (
            <li
              key={invariant.join()}
              data-tone={tone}
              data-smallest={best || undefined}
              className={`${styles.subset} ${best ? styles.smallest : ''} ${widest ? styles.widest : ''} ${next?.finding === finding ? styles.trying : ''}`}
              data-part="subset"
              style={{ left: `${x}%`, top: `${y}%` }}
            >
              <strong>
                <span aria-hidden="true">{MARKS[tone]}</span> {subsetWords(invariant)}
              </strong>
              <span>
                {agreement ? shortWords(agreement) : next?.finding === finding ? 'running…' : 'not run'}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Without what the verdict says anyway. */
function shortWords(agreement: Agreement): string {
  const { identical, fork, firstDifference } = agreement;
  return identical || fork !== null ? agreementWords(agreement) : `bits differ from token ${firstDifference}`;
}

/** True where `larger` is `smaller` and one operation more. */
function covers({ invariant: larger }: SubsetFinding, { invariant: smaller }: SubsetFinding): boolean {
  return larger.length === smaller.length + 1 && smaller.every((operation) => larger.includes(operation));
}

function place(subsets: readonly SubsetFinding[]): Placed[] {
  const levels = Map.groupBy(subsets, ({ invariant }) => invariant.length);
  return [...levels].flatMap(([level, findings]) =>
    findings.map((finding, i) => ({
      finding,
      x: ((i + 0.5) / findings.length) * 100,
      y: ((level + 0.5) / levels.size) * 100,
    })),
  );
}
