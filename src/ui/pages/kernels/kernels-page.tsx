import { lazy, Suspense } from 'react';
import { visible } from '../../../experiment/visible.ts';
import tables from '../../kit/styles/tables.module.css';
import { useTitle } from '../../kit/use-title.ts';
import type { PageProps } from '../../state/page-address.ts';
import styles from './kernels.module.css';
import { PlansView } from './plans-view.tsx';
import { PointsView } from './points-view.tsx';

/** An editor is large: whoever only slides M does not load it. */
const EditView = lazy(async () => ({ default: (await import('./edit-view.tsx')).EditView }));

const WorkersView = lazy(async () => ({
  default: (await import('./workers/workers-view.tsx')).WorkersView,
}));

const TABS = [
  {
    id: 'points',
    href: '#kernels',
    words: 'Slide M',
    about: 'The same row, the same weights, another batch size M: where do the bits of its output change?',
  },
  {
    id: 'plans',
    href: '#kernels/plans',
    words: 'Compare plans',
    about:
      'How every kernel set cuts the same sum as the batch grows, the rules of real libraries among them.',
  },
  {
    id: 'workers',
    href: '#kernels/workers',
    words: 'Share a sum',
    about: 'One sum shared by several workers, as tensor parallelism does it: which order keeps its bits?',
  },
  {
    id: 'edit',
    href: '#kernels/edit',
    words: 'Edit and test',
    about: 'Change a kernel, compile it on your device, and ask whether it is batch-invariant.',
  },
] as const;

/**
 * Kernels by themselves: `#kernels/<operation>/...` shows one as M slides, `#kernels/plans/...` compares the sets' plans,
 * `#kernels/workers/...` shares one sum among workers, `#kernels/edit/<kernel>` edits and tests one.
 */
export function KernelsPage({ path }: PageProps) {
  const open = TABS.find(({ id }) => id === path[0]) ?? TABS[0];
  useTitle(`${titleOf(path)} - Batchmates`);
  return (
    <div className={styles.kernels}>
      <div className={styles.kernelsHead}>
        <h2>Kernels</h2>
        <nav className={styles.kernelsTabs} aria-label="Kernels">
          {TABS.map(({ id, href, words }) => (
            <a key={id} href={href} aria-current={id === open.id ? 'page' : undefined}>
              {words}
            </a>
          ))}
        </nav>
        <p>{open.about}</p>
      </div>
      {open.id === 'edit' && (
        <Suspense fallback={<p className={tables.note}>Loading the editor…</p>}>
          <EditView id={path[1] ?? null} />
        </Suspense>
      )}
      {open.id === 'plans' && <PlansView path={path.slice(1)} />}
      {open.id === 'workers' && (
        <Suspense fallback={<p className={tables.note}>Loading…</p>}>
          <WorkersView path={path.slice(1)} />
        </Suspense>
      )}
      {open.id === 'points' && <PointsView path={path} />}
    </div>
  );
}

/** `Kernels: attention`, `Kernels: edit matmul`. */
function titleOf([name, kernel]: readonly string[]): string {
  if (!name) return 'Kernels';
  if (name === 'workers') return 'Kernels: share a sum';
  const what = (name === 'edit' || name === 'plans') && kernel ? `${name} ${kernel}` : name;
  return `Kernels: ${visible(what)}`;
}
