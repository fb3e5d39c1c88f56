import { Suspense, useEffect, useRef, useState } from 'react';
import { OUTPUT_WORDS } from '../../../../../report/output.ts';
import { useLook } from '../../../../areas/microscope/look-store.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { useReading } from '../../locks.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { NoLook } from './no-subject.tsx';
import { MapPart } from './parts.ts';
import { useSubject, useSubjectLook } from './subject.ts';

/** What may be asked about, in the order of a layer. */
const ASKED = ['norm', 'qkv', 'attention', 'down'] as const;

export function MapStep({ complete }: StepProps) {
  const look = useSubjectLook(useSubject());
  const cell = useLook((state) => state.cell);
  const first = look?.first ?? null;
  const isFirst = first !== null && cell?.layer === first.layer && cell.name === first.name;
  // Opening a look opens a cell too; what counts is to come there from another one.
  const elsewhere = useRef(false);
  useEffect(() => {
    if (isFirst && elsewhere.current) complete();
    elsewhere.current = cell !== null && !isFirst;
  }, [isFirst, cell, complete]);
  const [met, setMet] = useState(false);
  const sheet = useReading().as === 'sheet';
  const asked = first && !ASKED.some((name) => name === first.name) ? [...ASKED, first.name] : ASKED;
  return (
    <>
      <p>
        A step is a chain: embedding, then in each layer a <Term id="rmsnorm">norm</Term>, projections,{' '}
        <Term id="attention">attention</Term>, another norm, more projections; at the end the logits. Both
        arms begin with the same numbers. So there is one operation that is the first to give anything else,
        although it was given the same.
      </p>
      {first && (
        <Predict
          question="Both arms start from the same embedding. Where does the first bit differ?"
          options={asked.map((name) => `in ${article(OUTPUT_WORDS[name])}`)}
          answer={asked.indexOf(first.name as (typeof ASKED)[number])}
          onOpened={() => setMet(true)}
        >
          <p>
            It is the first <em>sum</em> on the way whose <Term id="reduction-plan">plan</Term> followed{' '}
            <Term id="m">M</Term> and whose terms happened to round apart. An operation may be reordered and
            yet give the same bits, if no rounding tips over.
          </p>
        </Predict>
      )}
      <Figure
        label="Map of the step"
        wide
        caption="Each cell is the output of one operation of one layer, with how far the two arms are apart there. It is walked with the arrow keys."
      >
        {first && !met && !sheet ? (
          <p className={tables.note}>The map shows the answer: it opens once you have given yours.</p>
        ) : look ? (
          <Suspense fallback={<p className={tables.note}>Opening the microscope…</p>}>
            <MapPart look={look} />
          </Suspense>
        ) : (
          <NoLook />
        )}
      </Figure>
      <p>
        Not every difference survives. Activations are rounded to 16 bits between operations, and where two
        values that differ in their last f32 bits fall to the same bf16 number, the difference is gone: “~
        removed by rounding”. What mattered for the word entered where the map has ◆, which may be later than
        the first difference, ▶.
      </p>
    </>
  );
}

function article(words: string): string {
  return `the ${words}`;
}
