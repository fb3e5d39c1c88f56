import { useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob } from '../kernel-parts/knob.tsx';
import { ArmPairList } from '../load-parts/arm-pair-list.tsx';
import parts from '../load-parts/load-parts.module.css';
import { LoadRun } from '../load-parts/load-run.tsx';
import { heldRows, isLost, LOUDNESS, WATCHED, YOURS } from './scale-case.ts';
import { LOUD, LOUD_PAIRS } from './trades-experiments.ts';

export function ScaleStep({ complete }: StepProps) {
  const [loudness, setLoudness] = useState(LOUDNESS[2]);
  const change = (next: number) => {
    setLoudness(next);
    if (isLost(next)) complete();
  };
  return (
    <>
      <p>
        Not weights alone can be made small. Numbers that flow through the model can too: each is divided by a{' '}
        <Term id="activationScale">scale</Term> and rounded to a whole number from -127 to 127. The scale
        follows from the largest. Of what? Of your row, or, in one pass that is cheaper, of all rows in the
        step: yours and your neighbour’s.
      </p>
      <Predict
        question="One scale for all rows, invariant kernels. The neighbour says something else, as long as before. Can your answer become another one?"
        options={[
          'No: shapes are the same',
          'No: kernels are invariant',
          'Yes: its largest number sets your steps',
        ]}
        answer={2}
      >
        <p>
          Your row is rounded before anything is added. No order of sums brings back what that took. It is
          content coupling, as through a mask that leaks, but what crosses over is one number: how loud.
        </p>
      </Predict>
      <Figure
        label="Six numbers of yours, rounded by two scales"
        caption="Computed here as the lab’s kernels do. In the run below, nano’s last MLP reaches 94 for you and for a quiet neighbour, and 528 for a loud one."
      >
        <div className={parts.crowdFigure}>
          <div className={knob.knobs}>
            <Knob
              label="the neighbour’s largest number"
              value={loudness}
              values={LOUDNESS}
              onChange={change}
            />
          </div>
          <HeldTable loudness={loudness} />
          <p className={knob.kernelWords} role="status">
            By one scale for all your {YOURS[WATCHED]}{' '}
            {isLost(loudness) ? 'is lost: it reads as 0.' : 'is still there.'}
          </p>
        </div>
      </Figure>
      <Figure
        label="A loud neighbour, for real"
        caption="Four arms of the experiment “Loud batchmate”: weights q8, invariant kernels, one neighbour of 26 tokens, quiet or loud. A pair has the same bits where the fingerprints over all tokens and logits are equal."
      >
        <LoadRun experiment={LOUD} onDone={() => undefined}>
          {(record) => <ArmPairList record={record} request="needle" pairs={LOUD_PAIRS} />}
        </LoadRun>
      </Figure>
    </>
  );
}

function HeldTable({ loudness }: { readonly loudness: number }) {
  const { perRow, perTensor } = heldRows(loudness);
  const rows = [
    { name: 'a scale for your row', held: perRow },
    { name: 'one scale for all', held: perTensor },
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Your numbers as they are read">
      <table>
        <thead>
          <tr>
            <th scope="col">your numbers</th>
            {[...YOURS].map((value) => (
              <th key={value} scope="col" className="number">
                {value}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, held: { integers, scale } }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {[...integers].map((integer, at) => (
                <td key={YOURS[at]} className="number">
                  {(integer * scale).toFixed(1)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
