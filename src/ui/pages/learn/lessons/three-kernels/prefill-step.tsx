import { useCallback, useState } from 'react';
import type { KernelSet } from '../../../../../numerics/sets/sets.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Knob, steps } from '../kernel-parts/knob.tsx';
import { attentionCase, splitsOf } from './attention-case.ts';
import { differingOutputs, SplitBars } from './split-bars.tsx';

const KEYS = 300;
const CACHED = steps(0, KEYS - 2, 2);
const given = attentionCase(KEYS);

/** Splits of the prompt's last row when so many of its keys were cached before the step. */
function prefilling(set: KernelSet, cached: number) {
  return splitsOf(set, { keys: KEYS, cached, decode: false }, 0);
}

export function PrefillStep({ complete }: StepProps) {
  const [cached, setCached] = useState(0);
  const splits = useCallback(
    (set: KernelSet) => ({ now: prefilling(set, cached), before: prefilling(set, 0) }),
    [cached],
  );
  const change = (next: number) => {
    setCached(next);
    if (differingOutputs(given, prefilling('variant', next), prefilling('variant', 0)) > 0) complete();
  };
  return (
    <>
      <p>
        One more thing may come from outside: how much of your prompt is in the cache already. A server that
        is short of room reads a long prompt in pieces (<Term id="chunked-prefill">chunked prefill</Term>),
        and where the pieces end depends on what else is in the step. It may also find that somebody’s prompt
        began like yours and keep that beginning.
      </p>
      <p>
        A kernel that attends to cached keys first and to the new ones after them has then two runs with a
        border between, wherever the border happens to be. The remedy is plain: write the step’s keys to the
        cache before attention starts, and read all keys from one place, in runs that count from position 0.
      </p>
      <Figure
        label="Cached and new keys of a prompt"
        caption={`The last row of a prompt of ${KEYS} tokens. Its keys are the same numbers in every case; only who computed them when is different.`}
      >
        <Knob
          label="keys that were cached before the step"
          value={cached}
          values={CACHED}
          onChange={change}
        />
        <SplitBars given={given} splits={splits} against="with nothing cached" />
      </Figure>
      <p>
        With that, one and the same position gives the same bits read whole, read in chunks, recomputed after
        its cache was taken away, or decoded as a single row. That is more than batch invariance asks (it is
        called <Term id="schedule-invariant">schedule invariance</Term> here), and it comes with the same
        rule: order from the row’s own position, and from nothing else.
      </p>
    </>
  );
}
