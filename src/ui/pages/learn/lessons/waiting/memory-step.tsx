import { useMemo, useState } from 'react';
import { PoolChart } from '../../../../../charts/load-charts.tsx';
import { timeText } from '../../../../../charts/load-window.ts';
import { counted } from '../../../../../results/text.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob, steps } from '../kernel-parts/knob.tsx';
import { CrowdPicture } from '../load-parts/crowd-picture.tsx';
import parts from '../load-parts/load-parts.module.css';
import { answeredAfter, servedOf } from '../load-parts/serve-crowd.ts';
import {
  BLOCKS_LONGEST,
  BLOCKS_WANTED,
  CROWD_SIZE,
  largestTight,
  longestGap,
  memoryRun,
  type Pressure,
  YOU,
} from './memory-case.ts';
import { COST, MEASURED_ON } from './waiting-experiments.ts';

const PRESSURES = [
  { value: 'recompute', words: 'computed again' },
  { value: 'swap', words: 'to host memory and back' },
] as const;

const POOLS = steps(BLOCKS_LONGEST, BLOCKS_WANTED);
const PROBES: ReadonlySet<number> = new Set([YOU]);
const POOL_HEIGHT = 46;

export function MemoryStep({ complete }: StepProps) {
  const [blocks, setBlocks] = useState(BLOCKS_WANTED);
  const [pressure, setPressure] = useState<Pressure>('recompute');
  const run = useMemo(() => memoryRun(blocks, pressure), [blocks, pressure]);
  const tight = useMemo(largestTight, []);
  const change = (next: number) => {
    setBlocks(next);
    if (next === tight) complete();
  };
  const { gaveWay, tokenTimes } = servedOf(run.served, 'you');
  const most = Math.max(...run.scene.steps.map((step) => step.blocks.held));
  return (
    <>
      <p>
        Every token leaves keys and values behind, in <Term id="paged-kv">blocks of 16</Term>. A request takes
        a block when it needs one, so that more may begin than would fit if all were as long as they will be.
        Where the pool runs out after all, somebody <Term id="preemption">gives way</Term>: here, as in vLLM,
        who came last. Its blocks are freed and computed again later, or they lie in host memory until there
        is room.
      </p>
      <Predict
        question={`${CROWD_SIZE} requests, each at its longest, are ${BLOCKS_WANTED} blocks. Does a pool of ${BLOCKS_WANTED - 1} run out?`}
        options={['Yes, by one block', 'Not if some end before others are longest', 'Always, at the start']}
        answer={1}
      >
        <p>
          Who is done gives its blocks back before others have grown. That is why engines promise more than
          they have, and why a crowd that happens to be long at the same time can take your blocks from you.
        </p>
      </Predict>
      <Figure
        label="A pool that runs out"
        caption={`As the lab’s scheduler decides it: answers of other lengths before yours, which came last. The same table of times, measured on ${MEASURED_ON}, where host memory is the same memory: a block takes ${COST.table.swapMs} ms. Over a bus it takes more.`}
      >
        <div className={parts.crowdFigure}>
          <div className={knob.knobs}>
            <Knob label="blocks in the pool" value={blocks} values={POOLS} onChange={change} />
          </div>
          <Choice
            label="What becomes of blocks"
            options={PRESSURES}
            value={pressure}
            onChange={setPressure}
          />
          <p className={knob.kernelWords} role="status">
            At most {most} of {blocks} blocks are held.{' '}
            {gaveWay === 0
              ? 'You never give way.'
              : `You give way ${gaveWay === 1 ? 'once' : `${gaveWay} times`}: between two of your tokens lie ${timeText(longestGap(tokenTimes))}.`}{' '}
            Your answer is complete after {timeText(answeredAfter(run, 'you'))}.
          </p>
          <CrowdPicture
            title={`${CROWD_SIZE} requests, yours the lowest lane, over time`}
            scene={run.scene}
            marks={['prefill', 'decode-probe', 'decode-clean', 'preempted', 'swapped']}
            memory
          />
          <PoolAt key={`${blocks} ${pressure}`} run={run} />
        </div>
      </Figure>
    </>
  );
}

/** Who holds which block, a step at a time; it begins where the pool is fullest. */
function PoolAt({ run: { scene } }: { readonly run: ReturnType<typeof memoryRun> }) {
  const held = scene.steps.map((step) => step.owners!.filter((owner) => owner >= 0).length);
  const [step, setStep] = useState(() => held.indexOf(Math.max(...held)));
  const owners = scene.steps[step].owners!;
  const yours = owners.filter((owner) => owner === YOU).length;
  return (
    <>
      <div className={knob.knobs}>
        <Knob
          label="the pool in step"
          value={step}
          values={steps(0, scene.steps.length - 1)}
          onChange={setStep}
        />
      </div>
      <PoolChart
        title={`Blocks in step ${step}: ${held[step]} of ${owners.length} held, ${yours} of them yours`}
        height={POOL_HEIGHT}
        {...{ owners }}
        holders={null}
        probes={PROBES}
        chosen={-1}
        onPoint={() => undefined}
      />
      <p className={knob.kernelWords}>
        {held[step]} of {counted(owners.length, 'block')} held in step {step}, {yours} of them yours, with a
        frame.
      </p>
    </>
  );
}
