import { Suspense } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { NoLook } from './no-subject.tsx';
import { UpPart } from './parts.ts';
import { useSubject, useSubjectLook } from './subject.ts';

export function UpStep({ complete }: StepProps) {
  const look = useSubjectLook(useSubject());
  return (
    <>
      <p>
        What survives goes up. The next projection mixes every element into every other, so one differing
        value becomes hundreds; the <Term id="residual-stream">residual stream</Term> carries them from layer
        to layer; the <Term id="kv-cache">KV cache</Term> keeps them for all tokens to come. By the logits
        almost every number has moved a little. And at this token a little was all it took.
      </p>
      <Figure label="From the bit to the word">
        {look ? (
          <Suspense fallback={<p className={tables.note}>Opening the microscope…</p>}>
            <UpPart look={look} />
          </Suspense>
        ) : (
          <NoLook />
        )}
      </Figure>
      <Predict
        question="Batch-invariant kernels would have given the same answer alone and in company. Would it have been a more accurate one?"
        options={['yes', 'no, only the same one']}
        answer={1}
        onAnswered={complete}
      >
        <p>
          Only the same one. <Term id="batch-invariant">Invariance</Term> fixes which of many sums you get,
          each a rounding of the same exact one; it does not make it a better one. What it buys is that a
          result can be repeated, tested and trusted not to depend on strangers. What that costs is another
          lesson.
        </p>
      </Predict>
    </>
  );
}
