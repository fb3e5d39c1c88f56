import { useState } from 'react';
import { grouped } from '../../../../../results/text.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob } from '../kernel-parts/knob.tsx';
import parts from '../load-parts/load-parts.module.css';
import { FactTable } from '../trades/fact-table.tsx';
import { type Alarms, alarmRun, LEVEL, SIZES, TRIFLE } from './alarm-case.ts';
import { CALM } from './load-case.ts';

export function AlarmStep({ complete }: StepProps) {
  const [n, setN] = useState(SIZES[0]);
  const { moved, doubled } = alarmRun(n);
  const change = (next: number) => {
    setN(next);
    if (alarmRun(next).moved.z.alarm) complete();
  };
  return (
    <>
      <p>
        The usual detector of <Term id="drift">drift</Term> compares two windows of a number by their means:
        how many standard errors apart are they? Beyond 3 it alarms. But a standard error shrinks with the
        root of the number of values. With enough of them any difference is beyond 3, and a large one that
        leaves the mean alone never is.
      </p>
      <Predict
        question="Every latency rises by a hundredth of a standard deviation, which nobody can feel. Does |z| > 3 alarm?"
        options={['Never: it is too small', 'Yes, once windows are large enough', 'Only by bad luck']}
        answer={1}
      >
        <p>
          z grows with the root of n: a hundred times the values is ten times the z. The test answers whether
          anything moved at all. At a million values something always has.
        </p>
      </Predict>
      <Figure
        label="Two alarms at growing windows"
        caption={`Windows are drawn from the distribution of latencies of the run above at ${CALM} requests a second. KS looks at the whole distribution, with the level of |z| > 3: p < ${LEVEL}. The draws are fixed; yours would differ a little.`}
      >
        <div className={parts.crowdFigure}>
          <div className={knob.knobs}>
            <Knob label="values in a window" value={n} values={SIZES} onChange={change} />
          </div>
          <FactTable
            label="What alarms"
            columns={['what changed', 'z', '|z| > 3', 'KS distance', 'KS']}
            rows={[
              ['mean moved by a trifle', ...cells(moved)],
              ['variance doubled', ...cells(doubled)],
            ]}
          />
          <p className={knob.kernelWords} role="status">
            At {grouped(n)} values a shift of {TRIFLE} standard deviations{' '}
            {moved.z.alarm ? 'alarms' : 'does not alarm'}, and a doubled variance{' '}
            {doubled.z.alarm ? 'alarms by its mean' : 'does not alarm by its mean'}
            {doubled.seen ? '; KS sees it.' : '; KS does not see it yet.'}
          </p>
        </div>
      </Figure>
      <p>
        KS sees the spread, but it too asks whether anything changed, and at a million values says yes to
        trifles. So look at the size beside the alarm: the shift in milliseconds, the KS distance, and a limit
        on them that means something to whom you serve. Two files of yours stand side by side like this in{' '}
        <a href="#audit/drift">Drift</a>.
      </p>
    </>
  );
}

function cells({ z, ks, seen }: Alarms): string[] {
  return [z.z.toFixed(2), z.alarm ? 'alarm' : 'quiet', ks.d.toFixed(3), seen ? 'alarm' : 'quiet'];
}
