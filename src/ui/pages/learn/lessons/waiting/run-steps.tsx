import { timeText } from '../../../../../charts/load-window.ts';
import type { LoadRecord, LoadRequest } from '../../../../../results/load/load-record.ts';
import { counted } from '../../../../../results/text.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { ArmLanes } from '../load-parts/arm-lanes.tsx';
import { ArmPairList } from '../load-parts/arm-pair-list.tsx';
import { requestIn } from '../load-parts/arm-pairs.ts';
import parts from '../load-parts/load-parts.module.css';
import { LoadRun } from '../load-parts/load-run.tsx';
import { longestGap } from './memory-case.ts';
import { ELDER_PAIRS, MEMORY, NEEDLE_PAIRS, SURGE, SURGE_CROWD, SURGE_PAIRS } from './waiting-experiments.ts';

const GIVING_WAY = ['room', 'recompute', 'swap'].map((how) => `${how}, invariant`);
const EVICTING = 'evict, invariant';
const MEMORY_LANES = ['recompute, invariant', 'swap, invariant', EVICTING];

export function GiveWayStep({ complete }: StepProps) {
  return (
    <>
      <p>
        Now with a model, its real keys and its real sums: seven requests in a pool that is too small for
        them, and the one that comes last is the needle. It gives way in mid-answer. Computed again, its keys
        come from a prefill instead of from decodes: other shapes, and under variant kernels other sums.
        Swapped, they come back as they went, but into other company.
      </p>
      <Predict
        question="Invariant kernels. The needle loses its blocks in mid-answer and is computed again. What does that change?"
        options={['Nothing but the time', 'Its last bits', 'Its words from there on']}
        answer={0}
      >
        <p>
          The same tokens at the same positions, added in the same order, leave the same keys. It does not
          matter when, or in whose company.
        </p>
      </Predict>
      <Predict
        question="Eviction makes room otherwise: it drops keys between a request’s first and last, the eldest’s among them. What do invariant kernels do for its answer?"
        options={['They keep its bits', 'They keep its words', 'Nothing: it can become another one']}
        answer={2}
      >
        <p>
          A dropped key is gone, and no order of additions brings it back. <Term id="eviction">Eviction</Term>{' '}
          is lossy: the model answers with less of the text before it. Here nobody does that to you unasked.
        </p>
      </Predict>
      <Figure
        label="Memory runs out, for real"
        caption="The preset “Memory runs out”, whole. Times are of its virtual clock, by the table of the step before. Bits are computed here: a pair has the same where the fingerprints over all tokens and logits are equal."
      >
        <LoadRun experiment={MEMORY} onDone={complete}>
          {(record) => (
            <>
              <ul className={parts.facts}>
                {GIVING_WAY.map((arm) => (
                  <li key={arm}>
                    <b>{arm}</b>: {pauseWords(requestIn(record, arm, 'needle'))}
                  </li>
                ))}
                <li>
                  <b>{EVICTING}</b>: {evictionWords(requestIn(record, EVICTING, 'elder'))}
                </li>
              </ul>
              <ArmLanes
                arms={MEMORY_LANES}
                marks={['prefill', 'decode-probe', 'decode-clean', 'preempted', 'swapped']}
                memory
              />
              <p className={knob.kernelWords}>The needle, which came last, with room and without:</p>
              <ArmPairList record={record} request="needle" pairs={NEEDLE_PAIRS} />
              <p className={knob.kernelWords}>The eldest, with room and with keys dropped:</p>
              <ArmPairList record={record} request="elder" pairs={ELDER_PAIRS} />
            </>
          )}
        </LoadRun>
      </Figure>
    </>
  );
}

const SURGE_LANES = ['first come, invariant', 'tiers, invariant', 'bounded queue'];

export function SurgeStep({ complete }: StepProps) {
  return (
    <>
      <p>
        Last, a crowd that nobody invited: a few requests a second become a great many for most of a second,
        mostly noise, and yours is the one good request that comes behind them. Three policies under variant
        kernels, two of them under invariant ones, every request computed.
      </p>
      <Predict
        question="Variant kernels. Tiers serve you earlier than first come, first served. Do you get the same bits, only earlier?"
        options={['Yes: a policy is about time', 'No: earlier is among others', 'Only if nobody is refused']}
        answer={1}
      >
        <p>
          The policy itself adds nothing up. But it decides which steps are yours and who is in them, and so
          how many rows your sums lie among. Under variant kernels that is their order; under invariant ones
          it is only when.
        </p>
      </Predict>
      <Figure
        label="A viral surge, for real"
        caption={`The preset “A viral surge”, of whose crowd the first ${SURGE_CROWD} arrive; times of its virtual clock, by the same table. Alone: the same tokens go through the same kernels beside it, without the crowd. The table has the time to your first token, how many of your tokens come from other bits than alone, and how many others were told no. Where a processor plays the GPU this takes minutes; the CPU engine is faster there.`}
      >
        <LoadRun experiment={SURGE} onDone={complete}>
          {(record) => (
            <>
              <SurgeTable record={record} />
              <ArmLanes
                arms={SURGE_LANES}
                marks={['waiting', 'prefill', 'decode-probe', 'decode-clean', 'decode-noise', 'refused']}
              />
              <ArmPairList record={record} request="probe" pairs={SURGE_PAIRS} />
            </>
          )}
        </LoadRun>
      </Figure>
      <p>
        Turn the knobs of both crowds yourself, also while they run:{' '}
        <a href="#load/preset/viral-surge">A viral surge</a> and{' '}
        <a href="#load/preset/memory-runs-out">Memory runs out</a> on the page Load.
      </p>
    </>
  );
}

function pauseWords({ tokenTimes, arrived, preempted, swapped }: LoadRequest): string {
  const times = preempted + swapped;
  const gave = times === 0 ? 'it never gives way' : `it gives way ${times === 1 ? 'once' : `${times} times`}`;
  return `${gave}; longest pause ${timeText(longestGap(tokenTimes))}, complete after ${timeText(tokenTimes[tokenTimes.length - 1] - arrived)}`;
}

function evictionWords({ evicted, besideAlone }: LoadRequest): string {
  const lost = `the eldest loses ${counted(evicted, 'key')}`;
  if (!besideAlone) return lost;
  const { looked, differing, fork } = besideAlone;
  const words = fork === null ? 'its tokens are those' : `at token ${fork} it is given another one than`;
  return `${lost}; ${differing} of its ${looked} tokens come from other logits than alone, and ${words} it would be given alone`;
}

const COLUMNS = ['arm', 'first token', 'other bits', 'told no'];

function SurgeTable({ record: { arms } }: { readonly record: LoadRecord }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Your request in each arm">
      <table>
        <thead>
          <tr>
            {COLUMNS.map((title, column) => (
              <th key={title} scope="col" className={column === 0 ? undefined : 'number'}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {arms.map(({ name, requests, metrics: { refused } }) => {
            const yours = requests.find(({ id }) => id === 'probe')!;
            const toldNo = yours.outcome.kind === 'refused' ? 1 : 0;
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="number">{firstWords(yours)}</td>
                <td className="number">{bitsWords(yours)}</td>
                <td className="number">{refused - toldNo}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function firstWords({ arrived, tokenTimes, outcome }: LoadRequest): string {
  return tokenTimes.length === 0 ? outcome.kind : timeText(tokenTimes[0] - arrived);
}

function bitsWords({ besideAlone }: LoadRequest): string {
  return besideAlone ? `${besideAlone.differing} of ${besideAlone.looked}` : 'not looked at';
}
