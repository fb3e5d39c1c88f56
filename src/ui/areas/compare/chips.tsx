import type { PairReport } from '../../../results/pair-series.ts';
import type { DiffRecord } from '../../../results/record.ts';
import { grouped, measured } from '../../../results/text.ts';
import { Term } from '../../kit/glossary/term.tsx';
import type { TermId } from '../../kit/glossary/terms.ts';
import figures from '../../kit/styles/figures.module.css';
import { ulpWords } from './ulp-words.ts';

interface Chip {
  readonly name: string;
  /** The word's entry in the glossary. */
  readonly term?: TermId;
  readonly value: string;
  /** Beside the value, smaller. */
  readonly note?: string | null;
  /** What the number is, for those who ask. */
  readonly title?: string;
}

interface ChipsProps {
  readonly diff: DiffRecord;
  /** Undefined until it was fetched. */
  readonly series: PairReport | undefined;
}

/** The numbers under the verdict; those of a difference only where there is one. */
export function Chips({ diff, series }: ChipsProps) {
  return (
    <dl className={figures.figures} data-part="figures">
      {chipsOf(diff, series).map(({ name, term, value, note, title }) => (
        <div key={name} title={title}>
          <dt>{term ? <Term id={term}>{name}</Term> : name}</dt>
          <dd>
            {value}
            {note && <small>{note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function chipsOf(diff: DiffRecord, series: PairReport | undefined): Chip[] {
  if (diff.comparedPositions === 0) return [];
  const of = (part: number, whole: number) => `${grouped(part)} of ${grouped(whole)}`;
  const chips: Chip[] = [
    { name: 'bit-identical', term: 'bit-identical', value: diff.identical ? 'yes' : 'no' },
    { name: 'differing logits', value: of(diff.differingLogits, diff.comparedLogits) },
  ];
  if (diff.firstDifference !== null) {
    const ulp = ulpWords(diff);
    chips.push(
      {
        name: 'from',
        value: `token ${grouped(diff.firstDifference)}`,
        title: 'First token whose logits differ in any bit.',
      },
      {
        name: 'max ulp',
        term: 'ulp',
        value: grouped(diff.maxUlpSameSign),
        note: ulp.crossing,
        title: ulp.explained,
      },
      { name: 'max |a − b|', value: measured(diff.maxAbsolute) },
      {
        name: 'max KL',
        term: 'kl',
        value: `${measured(diff.maxKl)} nats`,
        title: 'KL(softmax A || softmax B), in f64.',
      },
    );
  }
  if (series) {
    const { argmaxEqual, positions } = series.totals;
    const value =
      argmaxEqual === positions ? `yes, at all ${grouped(positions)}` : of(argmaxEqual, positions);
    chips.push({
      name: 'argmax equal',
      value,
      title: 'Tokens at which both arms have the same highest logit.',
    });
  }
  if (diff.margin !== null) {
    const name = diff.fork === null ? 'smallest margin in A' : 'margin in A';
    const note = diff.flip && `a ${diff.flip} flip`;
    chips.push({ name, term: 'margin', value: measured(diff.margin), note });
  }
  return chips;
}
