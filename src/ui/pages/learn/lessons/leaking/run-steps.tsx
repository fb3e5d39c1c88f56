import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { ArmPairList } from '../load-parts/arm-pair-list.tsx';
import { requestIn } from '../load-parts/arm-pairs.ts';
import parts from '../load-parts/load-parts.module.css';
import { LoadRun } from '../load-parts/load-run.tsx';
import { PACKED, PACKED_PAIRS, WARM, WARM_PAIRS } from './leaking-experiments.ts';

export function ReadOutStep({ complete }: StepProps) {
  return (
    <>
      <p>
        The neighbour’s prompt holds names with numbers, fay’s among them. Yours asks only “fay?” and was
        given no numbers. In some arms fay’s number is 81, in others 26. Nothing else differs between them,
        not even a length.
      </p>
      <Predict
        question="Without the segment test, under invariant kernels: what can your answer hold?"
        options={['Noise, since the sums are wrong', 'The neighbour’s number', 'What it holds alone']}
        answer={1}
      >
        <p>
          The sums are right; they are over keys that are someone else’s. No order of additions protects you
          from that. It is content coupling: other content at the same shapes gives you another answer. What a
          kernel set can end is the other kind, shape coupling.
        </p>
      </Predict>
      <Figure
        label="A planted secret, with and without the segment test"
        caption="The preset “Packed neighbours”, whole: real prompts, real model, real kernels. A pair has the same bits where the fingerprints over all tokens and logits are equal."
      >
        <LoadRun experiment={PACKED} onDone={complete}>
          {(record) => <ArmPairList record={record} request="probe" pairs={PACKED_PAIRS} />}
        </LoadRun>
      </Figure>
      <p>
        On the CPU engine the number is read out in both sets, and masked packing leaves the bits alone
        whatever the number is. The model had to be able to look numbers up: where it cannot, a leak moves
        your logits all the same.
      </p>
    </>
  );
}

const TIMED = ['cold', 'warm', 'last block again'].map((name) => `${name}, invariant`);

export function WarmStep({ complete }: StepProps) {
  return (
    <>
      <p>
        A cache of prefixes shares on purpose. Your prompt begins as another’s did, so its keys are there
        already: you are warm, and wait less. Nothing of the other’s own text is read. But fewer rows are left
        to compute, and so, under variant kernels, the sums may be added in another order.
      </p>
      <Figure
        label="One prompt, cold and warm"
        caption="The preset “Warm and cold”. Times are of its virtual clock: what a step costs is a given table, measured on the CPU engine, so they do not speak of your device. Bits are computed here."
      >
        <LoadRun experiment={WARM} onDone={complete}>
          {(record) => (
            <>
              <ul className={parts.facts}>
                {TIMED.map((arm) => {
                  const { cached, promptTokens, tokenTimes, arrived } = requestIn(record, arm, 'probe');
                  return (
                    <li key={arm}>
                      <b>{arm}</b>: {cached} of {promptTokens} prompt tokens found, first token after{' '}
                      {(tokenTimes[0] - arrived).toFixed(1)} ms
                    </li>
                  );
                })}
              </ul>
              <ArmPairList record={record} request="probe" pairs={WARM_PAIRS} />
            </>
          )}
        </LoadRun>
      </Figure>
      <p>
        Whether you are warm is decided by who was here before you. Under invariant kernels that decision is
        about time alone.
      </p>
    </>
  );
}
