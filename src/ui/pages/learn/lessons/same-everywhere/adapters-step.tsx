import { useState } from 'react';
import { censusTitle } from '../../../../../census/census-name.ts';
import { shortFingerprint } from '../../../../../experiment/fingerprint-text.ts';
import confirmed from '../../../../../results/portable/confirmed.json' with { type: 'json' };
import type { Confirmation } from '../../../../../results/portable/confirmed-types.ts';
import { SelectField } from '../../../../kit/choices.tsx';
import { Term } from '../../../../kit/glossary/term.tsx';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import knob from '../kernel-parts/knob.module.css';
import parts from '../load-parts/load-parts.module.css';
import { FactTable } from '../trades/fact-table.tsx';
import { type CensusPair, pairOf } from './census-pair.ts';
import { useCensusFiles } from './use-census-files.ts';

const DIGITS = 16;
const CONFIRMED = confirmed as readonly Confirmation[];

export function AdaptersStep({ complete }: StepProps) {
  const files = useCensusFiles();
  const [chosen, setChosen] = useState<readonly [string, string] | null>(null);
  if (files.length === 0) return <AdaptersText>{null}</AdaptersText>;
  const of = (name: string) => files.find((file) => file.name === name)!;
  const names = files.map(({ name }) => name);
  const [a, b] = chosen ?? [names[0], names[0]];
  const pair = pairOf(of(a).census, of(b).census);
  const choose = (next: readonly [string, string]) => {
    setChosen(next);
    const found = pairOf(of(next[0]).census, of(next[1]).census);
    if (found.expApart && found.bothPortable) complete();
  };
  const words = (name: string) => censusTitle(of(name).census, of(name).name);
  return (
    <AdaptersText>
      <div className={knob.knobs}>
        <SelectField
          label="A"
          value={a}
          options={names}
          words={words}
          onChange={(name) => choose([name, b])}
        />
        <SelectField
          label="B"
          value={b}
          options={names}
          words={words}
          onChange={(name) => choose([a, name])}
        />
      </div>
      <FactTable
        label="Where they part"
        columns={['asked', 'questions', 'answered otherwise']}
        rows={pair.groups.map(({ name, asked, apart }) => [name, String(asked), String(apart)])}
      />
      <p className={knob.kernelWords} role="status">
        {a === b ? 'Choose two that are not the same.' : <PairWords pair={pair} />}
      </p>
    </AdaptersText>
  );
}

function PairWords({ pair: { expApart, bothPortable } }: { readonly pair: CensusPair }) {
  return (
    <>
      <span className={expApart ? knob.kernelDiffers : knob.kernelSame}>
        {expApart ? '≠ their e^x has other bits' : '= their e^x has the same bits'}
      </span>
      ;{' '}
      <span className={bothPortable ? knob.kernelSame : knob.kernelDiffers}>
        {bothPortable ? '= both keep portable bits' : '≠ not both keep portable bits'}
      </span>
      .
    </>
  );
}

function AdaptersText({ children }: { readonly children: React.ReactNode }) {
  return (
    <>
      <p>
        A link of this lab carries a <Term id="fingerprint">fingerprint</Term> of what its sender saw. With
        invariant kernels it says: in this order, on an adapter like mine. Whoever opens it elsewhere may get
        other bits and has done nothing wrong. With portable kernels it says: anywhere. Which adapters there
        are to check that on stands in the <Term id="census">census</Term>.
      </p>
      <Figure
        label="Two adapters of the census"
        caption="Every file was made by the probe that the page Census runs on your own adapter. Times and limits are left out here: they are no arithmetic."
      >
        <div className={parts.crowdFigure}>
          {children ?? <p className={tables.note}>Reading the census…</p>}
          <Confirmed />
        </div>
      </Figure>
      <p>
        That two adapters part on e^x and still agree on a whole model is what this lesson is about. The probe
        stands before the promise: an adapter that rounds otherwise, or fuses through the barrier, is told so
        by name, and gets no promise. Ask yours on the page <a href="#census">Census</a>.
      </p>
    </>
  );
}

/** The run that most implementations gave one fingerprint of; nothing where none was confirmed yet. */
function Confirmed() {
  const most = CONFIRMED.toSorted((a, b) => b.by.length - a.by.length)[0];
  if (!most) return null;
  return (
    <p className={knob.kernelWords}>
      Confirmed: {most.what}, fingerprint <code>{shortFingerprint(most.fingerprint, DIGITS)}…</code>, the same
      from {most.by.length} implementations: {most.by.map(({ name }) => name).join(', ')}.
    </p>
  );
}
