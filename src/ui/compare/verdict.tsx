import type { DiffRecord } from '../../results/record.ts';
import { grouped, measured } from '../../results/report/text.ts';
import { useLab } from '../store/lab-store.ts';
import type { Pair } from './pairs.ts';
import { type Tone, type VerdictWords, verdictWords } from './verdict-words.ts';

/** The words beside a mark never rely on it. */
const MARKS: Readonly<Record<Tone, string>> = { none: '', same: '=', bits: '≈', fork: '≠' };

interface VerdictProps {
  readonly pair: Pair;
  /** Null until the run is over. */
  readonly diff: DiffRecord | null;
}

export function Verdict({ pair, diff }: VerdictProps) {
  const view = useLab((state) => state.view);
  return (
    <header className="verdict">
      <h3>
        {pair.a.name} <span className="versus">vs</span> {pair.b.name}
        <small>probe {pair.probe.id}</small>
      </h3>
      <Answer {...verdictWords(pair, view)} />
      {diff && <Figures diff={diff} />}
    </header>
  );
}

export function Answer({ tone, words }: VerdictWords) {
  return (
    <p className={`answer tone-${tone}`}>
      {tone !== 'none' && (
        <span className="mark" aria-hidden="true">
          {MARKS[tone]}
        </span>
      )}
      {words}
    </p>
  );
}

/** The numbers under the verdict; those of a difference only where there is one. */
function Figures({ diff }: { readonly diff: DiffRecord }) {
  const figures: [string, string][] = [];
  if (diff.flip) figures.push(['flip', diff.flip]);
  if (diff.margin !== null) {
    figures.push([diff.fork === null ? 'smallest margin in A' : 'margin in A', measured(diff.margin)]);
  }
  if (diff.firstDifference === null) {
    figures.push(['differing logits', `0 of ${grouped(diff.comparedLogits)}`]);
  } else {
    figures.push(
      ['first differing bit', `token ${grouped(diff.firstDifference)}`],
      ['differing logits', `${grouped(diff.differingLogits)} of ${grouped(diff.comparedLogits)}`],
      ['max ulp', grouped(diff.maxUlp)],
      ['max |a − b|', measured(diff.maxAbsolute)],
      ['max KL', `${measured(diff.maxKl)} nats`],
    );
  }
  return (
    <dl className="figures">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
