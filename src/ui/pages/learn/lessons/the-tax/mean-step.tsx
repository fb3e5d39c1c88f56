import { useState } from 'react';
import { timeText } from '../../../../../charts/load-window.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob } from '../kernel-parts/knob.tsx';
import parts from '../load-parts/load-parts.module.css';
import { FactTable } from '../trades/fact-table.tsx';
import { MEASURED_ON } from '../waiting/waiting-experiments.ts';
import { Bars } from './bars.tsx';
import { ASKED, CALM, loadRun, RATES, TAIL, tailOf } from './load-case.ts';

export function MeanStep({ complete }: StepProps) {
  const [rate, setRate] = useState(CALM);
  const run = loadRun(rate);
  const change = (next: number) => {
    setRate(next);
    if (tailOf(loadRun(next)) >= TAIL) complete();
  };
  const { latencies, mean, p50, p95, p99 } = run;
  const slower = latencies.filter((value) => value > mean).length;
  return (
    <>
      <p>
        A deployed model gets slower without an alert, and the first number that hides it is the mean. Most
        requests are short and quick, a few are long or come at a bad moment. The mean lies between the two,
        where hardly anybody is. What people remember is the{' '}
        <Term id="percentile">95th or 99th percentile</Term>.
      </p>
      <Predict
        question="Twice as many people come, and the engine still keeps up. Which figure moves most?"
        options={['The mean', 'The median, p50', 'The slowest 1 %, p99']}
        answer={2}
      >
        <p>
          Queues are not felt by all alike. Who comes while a few long answers hold the places waits for all
          of them; most still come through between.
        </p>
      </Predict>
      <Figure
        label="Latencies under a load"
        caption={`${ASKED} requests through the lab’s scheduler with eight places, the same people at each load; one in ten asks for a long answer. What a step takes is a given table, measured on ${MEASURED_ON}. Time is from asking to the last token.`}
      >
        <div className={parts.crowdFigure}>
          <div className={knob.knobs}>
            <Knob label="requests a second" value={rate} values={RATES} onChange={change} />
          </div>
          <Bars
            label={`Latencies at ${rate} requests a second: mean ${timeText(mean)}, p99 ${timeText(p99)}`}
            values={latencies}
            marks={[
              { name: 'mean', value: mean },
              { name: 'p95', value: p95 },
              { name: 'p99', value: p99 },
            ]}
          />
          <FactTable
            label="Mean and percentiles"
            columns={['requests a second', 'mean', 'p50', 'p95', 'p99']}
            rows={[[String(rate), ...[mean, p50, p95, p99].map(timeText)]]}
          />
          <p className={knob.kernelWords} role="status">
            The slowest 1 % take {tailOf(run).toFixed(1)} times the mean or more. {slower} of {ASKED} requests
            took longer than the mean.
          </p>
        </div>
      </Figure>
      <p>
        So put the alarm on a percentile, and on the share of requests that break a limit you promised. A mean
        may stay while one in a hundred has long gone elsewhere. Set such limits on a run of the lab: the{' '}
        <a href="#audit/monitor">dashboard</a>.
      </p>
    </>
  );
}
