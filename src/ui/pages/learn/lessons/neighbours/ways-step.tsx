import { useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Predict } from '../../parts/predict.tsx';

const NEEDED = 2;

export function WaysStep({ complete }: StepProps) {
  const [answered, setAnswered] = useState(0);
  const onAnswered = () => {
    setAnswered(answered + 1);
    if (answered + 1 === NEEDED) complete();
  };
  return (
    <>
      <p>A request that shares your server can reach you in three ways, and it pays to keep them apart.</p>
      <p>
        By <b>shape</b>: how many rows it brings and when, which sets <Term id="m">M</Term> and with it the
        order of your sums. By <b>content</b>: if something is computed over several requests’ numbers at
        once, such as one scale for all activations of a batch; if a neighbour’s beginning is yours and lies
        in a cache of prefixes; or by way of shape, since what a neighbour says decides when it ends. By{' '}
        <b>load</b>: it stands in the queue before you, takes memory, or has the server put another model in
        place of yours.
      </p>
      <p>
        People have seen answers change under load and concluded that noisy neighbours spoil them. Which of
        the three was it? Before you run anything, commit yourself.
      </p>
      <Predict
        question="Variant kernels, a dense model, one scale for each row. Your seven neighbours are exchanged for seven others of exactly the same lengths, answers included: tidy prompts for random characters. What happens to the bits of your answer?"
        options={['Some logits move by an ulp or so', 'Nothing at all', 'The noisier, the larger the change']}
        answer={1}
        onAnswered={onAnswered}
      >
        <p>
          No neighbour’s number is ever added to yours; a neighbour only takes up rows. Same rows, same plan,
          same bits, whatever is in them. That is a claim about kernels, so the next step tests it on yours.
        </p>
      </Predict>
      <Predict
        question="And if four of the seven stay away, while the other three keep their prompts to the letter?"
        options={['Still nothing', 'The bits can change, though no content did']}
        answer={1}
        onAnswered={onAnswered}
      >
        <p>They can: M is another in every step, and under the variant set M chooses the order.</p>
      </Predict>
    </>
  );
}
