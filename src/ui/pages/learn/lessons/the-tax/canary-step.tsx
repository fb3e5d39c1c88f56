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
import {
  ASKED_SHARE,
  ASKED_WITHIN,
  answersNeeded,
  FALLS,
  leastFall,
  POWER,
  RIGHT,
  requestsNeeded,
  SHARES,
} from './canary-case.ts';

export function CanaryStep({ complete }: StepProps) {
  const [setting, setSetting] = useState({ fall: FALLS[FALLS.length - 1], share: ASKED_SHARE });
  const { fall, share } = setting;
  const change = (part: Partial<typeof setting>) => {
    const next = { ...setting, ...part };
    setSetting(next);
    if (next.share === ASKED_SHARE && next.fall === leastFall(ASKED_SHARE, ASKED_WITHIN)) complete();
  };
  return (
    <>
      <p>
        A <Term id="canary">canary</Term> gives a new version a small share of the requests, so that few are
        hurt where it is bad. What protects them also blinds it: of twenty requests it sees one. What a small
        sample can see is no matter of taste. It can be counted out.
      </p>
      <Predict
        question="A canary sees a fall of 10 points after so many answers. How many does it need for 5 points?"
        options={['Twice as many', 'About four times as many', 'Ten times as many']}
        answer={1}
      >
        <p>
          Chance scatters a share by one over the root of n. Half the difference asks for half the scatter,
          which is four times the answers.
        </p>
      </Predict>
      <Figure
        label="What a canary sees"
        caption={`Exact: all counts of right answers that can come are gone through, for the two-sided binomial test at 0.05, and n is the least that sees the fall with a chance of ${POWER}. The version that serves all others gives ${RIGHT} % right answers, as nano does on its long tasks; its share counts as known, which flatters the canary a little. It is asked once, at the end: looking every hour and stopping at the first alarm would need another test.`}
      >
        <div className={parts.crowdFigure}>
          <div className={knob.knobs}>
            <Knob
              label="points fewer right answers"
              value={fall}
              values={FALLS}
              onChange={(next) => change({ fall: next })}
            />
            <Knob
              label="share of the canary"
              value={share}
              values={SHARES}
              unit="%"
              onChange={(next) => change({ share: next })}
            />
          </div>
          <FactTable
            label="Requests needed"
            columns={['share', ...SHARES.map((each) => `${each} %`)]}
            rows={[['requests', ...SHARES.map((each) => grouped(requestsNeeded(fall, each)))]]}
          />
          <p className={knob.kernelWords} role="status">
            To see a fall of {fall} points the canary must answer {grouped(answersNeeded(fall))} requests. At{' '}
            {share} % it has them after {grouped(requestsNeeded(fall, share))}.
          </p>
        </div>
      </Figure>
      <p>
        A quiet canary thus says: no fall larger than what I can see. Say that size beside “all is well”, or
        it is a promise that nobody checked. One on trial:{' '}
        <a href="#load/preset/canary-rollback">10 % more accurate, 300 % slower</a> on the page Load.
      </p>
    </>
  );
}
