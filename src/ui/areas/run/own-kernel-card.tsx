import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Experiment } from '../../../experiment/schema.ts';
import { type OwnKernel, ownKernelsOf, shortHash } from '../../../experiment/shaders.ts';
import { visible } from '../../../experiment/visible.ts';
import { ownClaimWords } from '../../../results/own-claim.ts';
import { grouped, listed } from '../../../results/text.ts';
import tables from '../../kit/styles/tables.module.css';
import { useOwnKernels } from '../../state/own-kernels.ts';
import styles from './own-kernels.module.css';

/** An editor is large: whoever opens no text does not load it. */
const WgslView = lazy(async () => ({ default: (await import('../../kit/code/wgsl-view.tsx')).WgslView }));

/** More arms than this are counted. */
const NAMED_ARMS = 4;

interface OwnKernelCardProps {
  readonly experiment: Experiment;
  readonly kernel: OwnKernel;
  /** The text is on screen from the start. */
  readonly open?: boolean;
  readonly children?: ReactNode;
}

/** A kernel that is not the lab's: in whose place it runs, what was found of it, and its text to read. */
export function OwnKernelCard({ experiment, kernel, open = false, children }: OwnKernelCardProps) {
  const [shown, setShown] = useState(open);
  const { name, like, source, hash } = kernel;
  const claim = useOwnKernels(({ claims }) => claims.get(hash) ?? null);
  return (
    <article className={styles.ownKernel} data-part="own-kernel" aria-label={`Own kernel ${name}`}>
      <h3>
        {name} <code>{shortHash(kernel)}</code>
      </h3>
      <p>
        In the place of <code>shaders/{like}.wgsl</code> in {armsWords(experiment, hash)};{' '}
        {grouped(source.length)} characters.
      </p>
      <p data-part="own-claim">
        {claim ? `Tested here: ${ownClaimWords(claim)}.` : 'Not tested here yet: a run tests it first.'} Its
        order is not known, and no certificate covers it.
      </p>
      <details open={shown} onToggle={({ currentTarget }) => setShown(currentTarget.open)}>
        <summary>Its text</summary>
        {shown && (
          <Suspense fallback={<p className={tables.note}>Loading the viewer…</p>}>
            <div className={styles.ownText}>
              <WgslView label={`WGSL of ${name}`} text={source} />
            </div>
          </Suspense>
        )}
      </details>
      {children}
    </article>
  );
}

function armsWords(experiment: Experiment, hash: string): string {
  const arms = experiment.arms.filter((arm) =>
    Object.values(ownKernelsOf(experiment, arm)).some((own) => own.hash === hash),
  );
  if (arms.length > NAMED_ARMS) return `${arms.length} arms`;
  return `${arms.length === 1 ? 'arm' : 'arms'} ${listed(arms.map((arm) => visible(arm.name)))}`;
}
