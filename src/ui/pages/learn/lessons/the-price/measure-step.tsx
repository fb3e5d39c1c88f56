import { useEffect, useState } from 'react';
import { type KernelSet, OWN_SETS } from '../../../../../numerics/sets/sets.ts';
import { PRICE_OF_INVARIANCE } from '../../../../../report/bench.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import { resultOf } from '../../../../state/task.ts';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import styles from '../kernel-parts/knob.module.css';
import type { CasePrice } from './price.ts';
import { PriceRun } from './price-run.tsx';
import { usePrice } from './price-store.ts';

const SETS: readonly { readonly value: KernelSet | ''; readonly words: string }[] = OWN_SETS.map((set) => ({
  value: set,
  words: set,
}));

export function MeasureStep({ complete }: StepProps) {
  const [guess, setGuess] = useState<KernelSet | ''>('');
  const measured = resultOf(usePrice());
  const finished = measured !== null && guess !== '';
  useEffect(() => {
    if (finished) complete();
  }, [finished, complete]);
  return (
    <>
      <p>
        Published figures differ. In the article that made the problem known the same work took 26 seconds
        with ordinary kernels, 55 with the first batch-invariant ones and 42 once they had been tuned: 2.1 and
        1.6 times as long <Cite of="he-2025" />. SGLang reports 34 % more on average <Cite of="sglang-2025" />
        . For vLLM in 2026, with one order for every M and tiles that follow M, as the invariant set does it
        here, a user measured 36 and 59 % more latency and 22 and 31 % less throughput on two GPUs{' '}
        <Cite of="vllm-27433" />. Another way needs no such kernels: decode fast, replay at a fixed shape,
        roll back what differs <Cite of="gond-2026" />. Each figure is true of its engine, its model and its
        GPU. Yours is in front of you.
      </p>
      <p>
        The bench times whole <Term id="decode">decode</Term> steps of the model with 1, 8 and 32 requests.
        Within each repeat the three sets take turns, and each is divided by the variant set’s time{' '}
        <em>of the same repeat</em>, so that whatever else your machine is doing falls on all alike. That is
        the “ratio”. The price is stricter, and the same as on the Bench page. {PRICE_OF_INVARIANCE}
      </p>
      <Figure
        label="What invariance costs on this device"
        caption="Each repeat gives one ratio; the dot is the middle one, the line where the middle would fall if we measured again (95 %, by the bootstrap). The vertical line is 1, the variant set itself. “Ratio” is to the variant set. Grey ticks: what others published for their engines."
      >
        <p className={styles.kernelWords}>Commit yourself first: which set will be the slowest at M = 1?</p>
        <Choice label="Your guess: slowest at M = 1" options={SETS} value={guess} onChange={setGuess} />
        <PriceRun />
        {measured?.found[0] && guess !== '' && (
          <GuessWords guess={guess} slowest={slowestOf(measured.found[0])} />
        )}
      </Figure>
    </>
  );
}

function slowestOf({ sets }: CasePrice): KernelSet {
  return sets.reduce((a, b) => (b.milliseconds > a.milliseconds ? b : a)).set;
}

function GuessWords({ guess, slowest }: { readonly guess: KernelSet; readonly slowest: KernelSet }) {
  return (
    <p className={styles.kernelWords} role="status">
      {guess === slowest
        ? `As you guessed, ${slowest} had the highest median at M = 1.`
        : `You guessed ${guess}; ${slowest} had the highest median at M = 1.`}{' '}
      Whether that is more than chance is the next step’s question.
    </p>
  );
}
