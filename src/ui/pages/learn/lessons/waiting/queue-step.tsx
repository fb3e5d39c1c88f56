import { useMemo, useState } from 'react';
import { timeText } from '../../../../../charts/load-window.ts';
import { counted } from '../../../../../results/text.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob, steps } from '../kernel-parts/knob.tsx';
import { CrowdPicture } from '../load-parts/crowd-picture.tsx';
import parts from '../load-parts/load-parts.module.css';
import { queueRun, waitOf } from './queue-case.ts';
import { MEASURED_ON } from './waiting-experiments.ts';

/** Times as long as alone that the task asks for. */
const TIMES = 10;
const PLACES = [4, 8, 16];
const ALONE = waitOf(queueRun({ before: 0, places: PLACES[0] }));

export function QueueStep({ complete }: StepProps) {
  const [setting, setSetting] = useState({ before: 4, places: 8 });
  const run = useMemo(() => queueRun(setting), [setting]);
  const wait = waitOf(run);
  const change = (part: Partial<typeof setting>) => {
    const next = { ...setting, ...part };
    setSetting(next);
    if (waitOf(queueRun(next)).first >= TIMES * ALONE.first) complete();
  };
  return (
    <>
      <p>
        An engine computes its batch step by step. Who comes joins between two steps,{' '}
        <Term id="continuous-batching">while there is a place</Term>. Where there is none, you wait, and
        nothing of yours is computed: there is no sum that a wait could reorder. What the queue does to you is
        time. Whom you share the batch with afterwards is another matter, and the kernels’.
      </p>
      <Predict
        question="Invariant kernels. A crowd has come just before you. What does the queue change of your answer?"
        options={['Its words', 'Its last bits', 'When it comes']}
        answer={2}
      >
        <p>
          Waiting adds nothing up. When your turn comes your prompt is what it was, and invariant kernels add
          it up as they would have alone. The last step of this lesson lets a real crowd check that.
        </p>
      </Predict>
      <Figure
        label="A queue before you"
        caption={`As the lab’s scheduler decides it, first come, first served. You are the lowest lane, and everybody’s prompt and answer are as long as yours. What a step takes is a given table, measured on ${MEASURED_ON}; it does not speak of your device.`}
      >
        <div className={parts.crowdFigure}>
          <div className={knob.knobs}>
            <Knob
              label="requests that came before you"
              value={setting.before}
              values={steps(0, 32, 4)}
              onChange={(before) => change({ before })}
            />
            <Knob
              label="places in the batch"
              value={setting.places}
              values={PLACES}
              onChange={(places) => change({ places })}
            />
          </div>
          <p className={knob.kernelWords} role="status">
            Your first token comes after {timeText(wait.first)}; alone, after {timeText(ALONE.first)}.{' '}
            {counted(wait.before, 'step')} went by without you; then you were in {counted(wait.yours, 'step')}
            , as you are alone.
          </p>
          <CrowdPicture
            title={`${setting.before} requests and yours, the lowest lane, over time`}
            scene={run.scene}
            marks={['waiting', 'prefill', 'decode-probe', 'decode-noise']}
          />
        </div>
      </Figure>
    </>
  );
}
