import { useEffect, useMemo } from 'react';
import { counted } from '../../../../results/text.ts';
import { sharedSums } from '../../../../workbench/shared/shared-sums.ts';
import { sharedTree } from '../../../../workbench/shared/shared-tree.ts';
import setupStyles from '../../../kit/styles/setup.module.css';
import tables from '../../../kit/styles/tables.module.css';
import plans from '../plans-view.module.css';
import { SharedTable } from './shared-table.tsx';
import { WorkerTree } from './worker-tree.tsx';
import { WorkersForm } from './workers-form.tsx';
import { WorkersNotes } from './workers-notes.tsx';
import { followWorkers, useWorkers } from './workers-store.ts';

/** One sum shared by workers: the tree with each one's part, and what orders come to as their number changes. Replayed here. */
export function WorkersView({ path }: { readonly path: readonly string[] }) {
  const refused = useWorkers((state) => state.refused);
  const { terms, column, workers } = useWorkers((state) => state.place);
  const tree = useMemo(() => sharedTree(terms, column, workers), [terms, column, workers]);
  const orders = useMemo(() => sharedSums(terms, column), [terms, column]);
  const address = path.join('/');
  useEffect(() => followWorkers(address === '' ? [] : address.split('/')), [address]);
  const { handed } = orders[0].sums[workers - 1];
  return (
    <div className={plans.plansView}>
      <WorkersForm />
      <div className={plans.plansMain}>
        {refused && (
          <p className={setupStyles.refused} role="alert">
            This link leads to no sum: {refused}
          </p>
        )}
        <section className={tables.panel} aria-label="The tree">
          <h3>
            The tree over K = {terms}, shared by {counted(workers, 'worker')}
          </h3>
          <WorkerTree tree={tree} />
          <p>{joinedWords(workers, tree.workers.filter((own) => own !== null).length, handed)}</p>
        </section>
        <section className={tables.panel} aria-label="The sums">
          <h3>The same {terms} products, added in other orders</h3>
          <SharedTable orders={orders} workers={workers} />
        </section>
        <WorkersNotes />
      </div>
    </div>
  );
}

function joinedWords(workers: number, busy: number, handed: number): string {
  if (workers === 1) return 'One worker adds all of it.';
  const idle = workers > busy ? ` ${counted(workers - busy, 'worker')} came away empty.` : '';
  const own =
    handed === busy
      ? `${counted(busy, 'worker')} add one subtree each`
      : `${counted(busy, 'worker')} add ${handed} subtrees`;
  const joins = counted(handed - 1, 'addition');
  return `${own}; ${joins} above them, in the tree’s own places, join what they hand on.${idle}`;
}
