import { useState } from 'react';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob, steps } from '../kernel-parts/knob.tsx';
import { isSwitched, type SharedStep, sharedSteps, THRESHOLDS } from './cascade-case.ts';
import styles from './leaking.module.css';

export function CascadeStep({ complete }: StepProps) {
  const [crowd, setCrowd] = useState({ alike: 2, prefixTokens: 48, stranger: 0 });
  const shown = sharedSteps(crowd);
  const change = (part: Partial<typeof crowd>) => {
    const next = { ...crowd, ...part };
    setCrowd(next);
    if (isSwitched(sharedSteps(next))) complete();
  };
  const shared = shown.filter((each) => each.shared > 0).length;
  return (
    <>
      <p>
        Where enough requests share a long enough beginning, attention can go through it once for all and
        merge that with each one’s own part. It is another order of additions. One request without the
        beginning takes it from everyone: a stranger you never see decides about your bits, unless the kernels
        are invariant.
      </p>
      <Figure
        label="Which path your steps take"
        caption={`As the lab’s scheduler decides it, from ${THRESHOLDS.requests} requests and ${THRESHOLDS.prefixTokens} tokens on: given numbers, small ones. Published ones are 8 and 256.`}
      >
        <div className={knob.knobs}>
          <Knob
            label="requests that begin alike, you among them"
            value={crowd.alike}
            values={steps(1, 8)}
            onChange={(alike) => change({ alike })}
          />
          <Knob
            label="tokens in common"
            value={crowd.prefixTokens}
            values={[16, 32, 48, 64]}
            onChange={(prefixTokens) => change({ prefixTokens })}
          />
          <Knob
            label="a stranger arrives at step (0: never)"
            value={crowd.stranger}
            values={[0, ...steps(3, 12)]}
            onChange={(stranger) => change({ stranger })}
          />
        </div>
        <p className={knob.kernelWords} role="status">
          {shared} of your {shown.length} steps take the shared path.
        </p>
        <PathStrip steps={shown} />
      </Figure>
      <p>
        See it all under way: <a href="#load/preset/packed-neighbours">Packed neighbours</a>,{' '}
        <a href="#load/preset/warm-cold">Warm and cold</a> and{' '}
        <a href="#load/preset/identical-varied">identical and varied prompts</a> on the page Load.
      </p>
    </>
  );
}

/** A box for each step in which you are given a token: full where its beginning is gone through once for all. */
function PathStrip({ steps: taken }: { readonly steps: readonly SharedStep[] }) {
  const words = taken.map(({ shared }) => (shared > 0 ? 'shared' : 'own')).join(', ');
  return (
    <>
      <div className={styles.path} role="img" aria-label={`The path of each of your steps: ${words}`}>
        {taken.map(({ step, shared, company }) => (
          <span key={step} data-shared={shared > 0 || undefined}>
            {company}
          </span>
        ))}
      </div>
      <p className={styles.key}>
        <span>full: the shared path</span>
        <span>striped: your own</span>
        <span>in a box: requests in the step</span>
      </p>
    </>
  );
}
