import { useMemo, useState } from 'react';
import { timeText } from '../../../../../charts/load-window.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob, steps } from '../kernel-parts/knob.tsx';
import parts from '../load-parts/load-parts.module.css';
import { ASKED, EFFORT, effortRun, isHalved, RIGHT_BY_BUDGET, rightAtMost } from './effort-case.ts';
import { FactTable } from './fact-table.tsx';

const BEHIND = steps(0, 20);
const COLUMNS = ['tokens', ...RIGHT_BY_BUDGET.map(([budget]) => String(budget))];
const RIGHT = [['right answers', ...RIGHT_BY_BUDGET.map(([, percent]) => `${percent} %`)]];

export function EffortStep({ complete }: StepProps) {
  const [behind, setBehind] = useState(BEHIND[0]);
  const [whole, shrunk] = useMemo(
    () => [false, true].map((shrinking) => effortRun(behind, shrinking)),
    [behind],
  );
  const change = (next: number) => {
    setBehind(next);
    if (isHalved(next)) complete();
  };
  return (
    <>
      <p>
        A model that works things out writes its working first and the answer behind it. That takes tokens,
        and tokens take time. A service that is short of it can let everyone think less:{' '}
        <Term id="effort">effort</Term> that follows the queue. Here it is set once, as you begin, by how many
        others wait at that moment. Not who came before you counts, but who stands behind.
      </p>
      <Predict
        question="Answers are cut to three fifths of their length. How many of the right ones are left?"
        options={[
          'About three fifths',
          'Fewer: the end is where the answer stands',
          'All: only working is cut',
        ]}
        answer={1}
      >
        <p>
          Of {ASKED} tokens to 96 is three fifths, and of nano’s right answers less than half are left. What
          is cut off is the end, and nano writes the answer there.
        </p>
      </Predict>
      <Figure
        label="An answer that shrinks with the queue"
        caption={`As the lab’s scheduler decides it: you ask for ${ASKED} tokens, and are left all of them while at most ${EFFORT.from} others wait, ${EFFORT.least} from ${EFFORT.to} on. Times by a measured table. Right answers: measured on nano’s 170 long tasks on the CPU engine, invariant kernels, by the most tokens that any may have.`}
      >
        <div className={parts.crowdFigure}>
          <div className={knob.knobs}>
            <Knob
              label="requests that come right behind you"
              value={behind}
              values={BEHIND}
              onChange={change}
            />
          </div>
          <FactTable
            label="Your answer, whole and shrinking"
            columns={['answers', 'tokens', 'first token', 'complete']}
            rows={[
              ['whole', String(whole.tokens), timeText(whole.first), timeText(whole.last)],
              ['shrinking', String(shrunk.tokens), timeText(shrunk.first), timeText(shrunk.last)],
            ]}
          />
          <FactTable label="Right answers by tokens" columns={COLUMNS} rows={RIGHT} />
          <p className={knob.kernelWords} role="status">
            You are left {shrunk.tokens} of {ASKED} tokens. With so many, at most {rightAtMost(shrunk.tokens)}{' '}
            % of the long tasks were right, with {ASKED} it was {rightAtMost(ASKED)} %.
          </p>
        </div>
      </Figure>
      <p>
        Load alone costs a whole answer time and, under invariant kernels, no bit. It is the policy that turns
        time into words.
      </p>
    </>
  );
}
