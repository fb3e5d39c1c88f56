import { EDITABLE_KERNELS } from '../../../workbench/tester/editable-kernels.ts';
import { isKept } from '../../state/kept-kernels.ts';
import { useEdit } from './edit-store.ts';
import styles from './edit-view.module.css';

/** The kernels that can be edited; each has an address of its own. */
export function KernelList() {
  const current = useEdit((state) => state.kernel.id);
  const edited = useEdit((state) => state.text !== state.original);
  return (
    <nav className={styles.kernelList} aria-label="Kernels to edit">
      {(['for learning', 'of the engine'] as const).map((group) => (
        <section key={group} aria-label={`Kernels ${group}`}>
          <h3>{group === 'for learning' ? 'For learning' : 'Of the engine'}</h3>
          <ul>
            {EDITABLE_KERNELS.filter((kernel) => kernel.group === group).map(({ id, title, about }) => (
              <li key={id}>
                <a href={`#kernels/edit/${id}`} aria-current={id === current ? 'true' : undefined}>
                  <strong>{title}</strong>{' '}
                  {(id === current ? edited : isKept(id)) && (
                    <span className={styles.editedMark}>edited</span>
                  )}
                  <small>{about}</small>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}
