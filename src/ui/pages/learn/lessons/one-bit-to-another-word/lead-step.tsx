import { useState } from 'react';
import type { PairReport } from '../../../../../results/pair-series.ts';
import { measured, quoted } from '../../../../../results/text.ts';
import { usePairData } from '../../../../areas/compare/pair-data.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import parts from '../../parts.module.css';
import { LeadChart } from './lead-chart.tsx';
import { NoSubject } from './no-subject.tsx';
import styles from './one-bit.module.css';
import { type Subject, useSubject } from './subject.ts';

/** So many times the perturbation, a lead is safe beyond doubt. */
const SAFE = 10;

export function LeadStep({ complete }: StepProps) {
  const subject = useSubject();
  return (
    <>
      <p>
        For each next token the model gives every candidate a score, its <Term id="logit">logit</Term>, and
        the highest wins. The winner's lead over the second is the <Term id="margin">margin</Term>. Company
        moves the logits a little; how far it did move one candidate against another is the{' '}
        <Term id="perturbation">perturbation</Term>. Another word can win only where the second reaches the
        first.
      </p>
      <Predict
        question="At nearly every token of both answers the logits differ in some bit. Why do so few tokens change?"
        options={['the differences cancel out', 'most leads are far larger', 'the model corrects them']}
        answer={1}
      >
        <p>
          They do not cancel out in the logits, and nothing is corrected. The differences are there in almost
          every logit, but the usual lead is many times as large. A text forks where a near tie happens to
          come by, and a long text meets one sooner or later.
        </p>
      </Predict>
      <Figure
        label="Lead and perturbation, token by token"
        caption="Solid: the winner's lead in A. Striped: the most that this company did move it. Logarithmic: each line is ten times the one below."
      >
        {subject ? <Leads subject={subject} onSafe={complete} /> : <NoSubject />}
      </Figure>
    </>
  );
}

function Leads({ subject, onSafe }: { readonly subject: Subject; readonly onSafe: () => void }) {
  const { a, b, probe } = subject.diff;
  const { series } = usePairData({ a, b, probe });
  if (!series) return <p className={tables.note}>Fetching the leads of every token…</p>;
  return <Slider series={series} subject={subject} onSafe={onSafe} />;
}

interface SliderProps {
  readonly series: PairReport;
  readonly subject: Subject;
  readonly onSafe: () => void;
}

function Slider({ series: { positions }, subject, onSafe }: SliderProps) {
  const [at, setAt] = useState(subject.position);
  const { margin, perturbation } = positions[at] ?? positions[0];
  const move = (next: number) => {
    setAt(next);
    const there = positions[next];
    if (there.margin > SAFE * there.perturbation) onSafe();
  };
  return (
    <>
      <LeadChart positions={positions} at={at} onMove={move} />
      <label className={`${parts.learnSlider} ${styles.learnSlider}`}>
        <span>
          Token <b>{at}</b>
          {at === subject.diff.fork && ', the fork'}
        </span>
        <input
          type="range"
          min={0}
          max={positions.length - 1}
          value={at}
          aria-valuetext={`token ${at}: lead ${measured(margin)}, perturbation ${measured(perturbation)}`}
          onChange={({ target }) => move(Number(target.value))}
        />
      </label>
      <p className={styles.leadWords} role="status">
        <code>{quoted(subject.a[at]?.text ?? '')}</code> led by <b>{measured(margin)}</b>; this company moved
        it by <b>{measured(perturbation)}</b>. {leadWords(margin, perturbation)}
      </p>
    </>
  );
}

function leadWords(margin: number, perturbation: number): string {
  if (perturbation === 0) return 'Not a bit has changed here.';
  if (perturbation >= margin) return 'That is enough: the second could win.';
  return `The lead is ${measured(margin / perturbation)} times as large.`;
}
