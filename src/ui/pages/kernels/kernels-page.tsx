import { lazy, Suspense } from 'react';
import { visible } from '../../../experiment/visible.ts';
import tables from '../../kit/styles/tables.module.css';
import { useTitle } from '../../kit/use-title.ts';
import type { PageProps } from '../../state/page-address.ts';
import styles from './kernels.module.css';
import { PointsView } from './points-view.tsx';

/** An editor is large: whoever only slides M does not load it. */
const EditView = lazy(async () => ({ default: (await import('./edit-view.tsx')).EditView }));

/** Kernels by themselves: `#kernels/<operation>/...` shows one as M slides, `#kernels/edit/<kernel>` edits and tests one. */
export function KernelsPage({ path }: PageProps) {
  const editing = path[0] === 'edit';
  useTitle(`${titleOf(path)} - Batchmates`);
  return (
    <div className={styles.kernels}>
      <div className={styles.kernelsHead}>
        <h2>Kernels</h2>
        <nav className={styles.kernelsTabs} aria-label="Kernels">
          <a href="#kernels" aria-current={editing ? undefined : 'page'}>
            Slide M
          </a>
          <a href="#kernels/edit" aria-current={editing ? 'page' : undefined}>
            Edit and test
          </a>
        </nav>
        <p>
          {editing
            ? 'Change a kernel, compile it on your device, and ask whether it is batch-invariant.'
            : 'The same row, the same weights, another batch size M: where do the bits of its output change?'}
        </p>
      </div>
      {editing ? (
        <Suspense fallback={<p className={tables.note}>Loading the editor…</p>}>
          <EditView id={path[1] ?? null} />
        </Suspense>
      ) : (
        <PointsView path={path} />
      )}
    </div>
  );
}

/** `Kernels: attention`, `Kernels: edit matmul`. */
function titleOf([name, kernel]: readonly string[]): string {
  if (!name) return 'Kernels';
  const what = name === 'edit' && kernel ? `edit ${kernel}` : name;
  return `Kernels: ${visible(what)}`;
}
