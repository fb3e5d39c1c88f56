import { useMemo, useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { attentionCase, reordered } from './attention-case.ts';
import { onlineSteps, orderByScore } from './online-softmax.ts';
import { OnlineStepper } from './online-stepper.tsx';
import styles from './three-kernels.module.css';

const KEYS = 24;
const ORDERS = [
  { value: 'given', words: 'keys as they come' },
  { value: 'falling', words: 'scores falling' },
  { value: 'rising', words: 'scores rising' },
] as const;
const BLOCKS = [1, 4, 8].map((block) => ({
  value: `${block}`,
  words: block === 1 ? 'a key at a time' : `${block} keys`,
}));

const plain = attentionCase(KEYS);
const scores = onlineSteps(plain, 1).flatMap((step) => step.scores);
const CASES = {
  given: plain,
  falling: reordered(plain, orderByScore(scores, 'falling')),
  rising: reordered(plain, orderByScore(scores, 'rising')),
};

export function OnlineSoftmaxStep({ complete }: StepProps) {
  const [order, setOrder] = useState<(typeof ORDERS)[number]['value']>('given');
  const [block, setBlock] = useState('1');
  const steps = useMemo(() => onlineSteps(CASES[order], Number(block)), [order, block]);
  const atEnd = () => {
    if (order === 'falling') complete();
  };
  return (
    <>
      <p>
        Attention weighs each value by <code>exp(score)</code>, over the sum of all such weights. So that no
        power overflows, every score first has the highest one subtracted. Done plainly that takes two passes:
        one to find the maximum, one to add. But a kernel that walks through a long context in blocks, or
        shares it out, has not seen all scores when it starts to add.
      </p>
      <p>
        The <Term id="online-softmax">online softmax</Term> goes ahead with the maximum it has. When a higher
        score turns up, everything added so far was weighed against the wrong maximum; but all of it by the
        same factor, so one multiplication mends it: sum and output are scaled by <code>exp(old − new)</code>.
      </p>
      <Predict
        question="Suppose the keys happen to come with their scores falling, the highest first. After the first key, how often must the running sum be rescaled?"
        options={['Never', 'At every key', 'Once, at the end']}
        answer={0}
      >
        <p>
          The first maximum stands. With rising scores it is at every key. In exact arithmetic the order would
          not matter. In f32 each rescaling rounds once more, so the same keys in another order, or the same
          order in other blocks, end in other bits.
        </p>
      </Predict>
      <Figure
        label="The online softmax, step by step"
        caption={`Scores of one query over ${KEYS} keys at head size 32. Split, merge and division are the lab’s CPU engine’s own, in f32; with one key to a block they are the textbook’s online softmax.`}
      >
        <div className={styles.onlineChoices}>
          <Choice label="Order of the keys" options={ORDERS} value={order} onChange={setOrder} />
          <Choice label="Keys taken in at a time" options={BLOCKS} value={block} onChange={setBlock} />
        </div>
        <OnlineStepper key={`${order} ${block}`} given={CASES[order]} steps={steps} onEnd={atEnd} />
      </Figure>
      <p>
        Two numbers and one vector are all there is to remember of any run of keys: its maximum, its sum, and
        its weighted values, as many as the head is wide <Cite of="milakov-2018" />. Two such runs merge by
        the same rule, whoever computed them. That is what makes it possible to hand parts of one context to
        different workgroups, and it is where the next order comes in.
      </p>
    </>
  );
}
