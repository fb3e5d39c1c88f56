import { useMemo, useState } from 'react';
import { timeText } from '../../../../../charts/load-window.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob } from '../kernel-parts/knob.tsx';
import { CrowdPicture } from '../load-parts/crowd-picture.tsx';
import parts from '../load-parts/load-parts.module.css';
import {
  outcomeOf,
  POLICY_IDS,
  type PolicyId,
  type PolicyOutcome,
  policyRun,
  SURGE_SIZE,
  YOUR_PLACE,
} from './policy-case.ts';

const WORDS: Readonly<Record<PolicyId, string>> = {
  fcfs: 'first come',
  tiers: 'your tier first',
  bounded: 'bounded queue',
};
const OPTIONS = POLICY_IDS.map((value) => ({ value, words: WORDS[value] }));
const BOUNDS = [4, 8, 12, 16, 20, 24, 32];

export function PolicyStep({ complete }: StepProps) {
  const [policy, setPolicy] = useState<PolicyId>('fcfs');
  const [bound, setBound] = useState(BOUNDS[1]);
  const runs = useMemo(() => POLICY_IDS.map((id) => policyRun(id, bound)), [bound]);
  const change = (next: number) => {
    setBound(next);
    setPolicy('bounded');
    const { yours, refused } = outcomeOf(policyRun('bounded', next));
    if (yours !== null && refused > 0) complete();
  };
  return (
    <>
      <p>
        Who is next is a choice. First come, first served is fair, and slow for who comes late.{' '}
        <Term id="tier">Tiers</Term> let some go before others. A bounded queue tells the newest no, at once,
        instead of letting everyone wait. None of them makes the device faster: the time that one wins is
        somebody else’s.
      </p>
      <Predict
        question="Your tier goes first, and you hardly wait. Who waits longer for it?"
        options={['Nobody: the device does the rest', 'The others', 'Only whoever came last']}
        answer={1}
      >
        <p>
          One request among {SURGE_SIZE} costs each of the others little. If all of them bought the first
          tier, it would be first come, first served again.
        </p>
      </Predict>
      <Figure
        label="Three policies and one surge"
        caption={`${SURGE_SIZE} requests and yours, which comes after ${YOUR_PLACE} of them. The lab’s scheduler decides; times by the same table as before. The table has the time to the first token, and how many others were told no; a cross is one of them.`}
      >
        <div className={parts.crowdFigure}>
          <div className={knob.knobs}>
            <Knob
              label="requests that may wait in the bounded queue"
              value={bound}
              values={BOUNDS}
              onChange={change}
            />
          </div>
          <OutcomeTable outcomes={runs.map(outcomeOf)} />
          <Choice
            label="Policy whose lanes are shown"
            options={OPTIONS}
            value={policy}
            onChange={setPolicy}
          />
          <CrowdPicture
            title={`${SURGE_SIZE} requests and yours by ${WORDS[policy]}, over time`}
            scene={runs[POLICY_IDS.indexOf(policy)].scene}
            marks={['waiting', 'prefill', 'decode-probe', 'decode-noise', 'refused']}
          />
        </div>
      </Figure>
    </>
  );
}

function OutcomeTable({ outcomes }: { readonly outcomes: readonly PolicyOutcome[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Time to the first token by policy">
      <table>
        <thead>
          <tr>
            {['policy', 'yours', 'told no', 'others, mean', 'longest'].map((title, column) => (
              <th key={title} scope="col" className={column === 0 ? undefined : 'number'}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {outcomes.map(({ yours, others, longest, refused }, at) => (
            <tr key={POLICY_IDS[at]}>
              <th scope="row">{WORDS[POLICY_IDS[at]]}</th>
              <td className="number">{yours === null ? 'told no' : timeText(yours)}</td>
              <td className="number">{refused}</td>
              <td className="number">{timeText(others)}</td>
              <td className="number">{timeText(longest)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
