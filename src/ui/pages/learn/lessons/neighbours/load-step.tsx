import { useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import styles from '../kernel-parts/knob.module.css';
import { Knob, steps } from '../kernel-parts/knob.tsx';
import { firstReached, loadSteps, PROBE } from './load-case.ts';
import { LoadStrip } from './load-strip.tsx';

const ARRIVALS = steps(0, 24);
const PROMPTS = [1, 8, 30, 60, 120, 200];
const BUDGETS = [16, 32, 64, 128, 256];
const SAFE = 12;

export function LoadStep({ complete }: StepProps) {
  const [neighbour, setNeighbour] = useState({ arrival: 5, promptTokens: 60, answerTokens: 6 });
  const [budget, setBudget] = useState(256);
  const shown = loadSteps(neighbour, budget);
  const change = (part: Partial<typeof neighbour>, rows = budget) => {
    const next = { ...neighbour, ...part };
    setNeighbour(next);
    setBudget(rows);
    if (firstReached(loadSteps(next, rows)) === SAFE) complete();
  };
  return (
    <>
      <p>
        The third way is load. Even with kernels that keep your bits, a neighbour costs you time: every row it
        brings to a step is computed before you get your token, and who came earlier is served earlier. With
        variant kernels it also decides <em>which</em> steps have company, and so which of your tokens it can
        reach.
      </p>
      <Predict
        question="Variant kernels. You are at token 10 when a neighbour arrives, is answered in a few steps, and leaves. Which of your tokens can have other bits than alone?"
        options={['All of them', 'Only those of the steps it was there for', 'Token 10 and all after it']}
        answer={2}
      >
        <p>
          Tokens 0 to 9 had been chosen before. Those after it has gone are computed alone again, but from
          keys and values that the shared steps left in your <Term id="kv-cache">cache</Term>. A difference
          that is in the cache stays there.
        </p>
      </Predict>
      <Figure
        label="Rows of each step while a neighbour comes and goes"
        caption={`Steps as the lab's scheduler decides them, until your ${PROBE.answerTokens} tokens are there. Your prompt has ${PROBE.promptTokens} tokens. Under the axis, the token that each step gives you. Heights are square roots, so that one row shows beside a hundred.`}
      >
        <div className={styles.knobs}>
          <Knob
            label="it arrives at step"
            value={neighbour.arrival}
            values={ARRIVALS}
            onChange={(arrival) => change({ arrival })}
          />
          <Knob
            label="its prompt, tokens"
            value={neighbour.promptTokens}
            values={PROMPTS}
            onChange={(promptTokens) => change({ promptTokens })}
          />
          <Knob
            label="rows a step may have"
            value={budget}
            values={BUDGETS}
            onChange={(rows) => change({}, rows)}
          />
        </div>
        <LoadStrip steps={shown} />
      </Figure>
      <p>
        Give a step fewer rows and a long prompt is read in chunks: each of your tokens waits less, and more
        of them have company. That is a trade of latency only, as long as the kernels are invariant. The lab’s
        preset “A batchmate arrives late” runs such a case on the model, with a batchmate that comes at step
        12 and stays: under the variant set the logits differ from the arrival on and not before.
      </p>
    </>
  );
}
