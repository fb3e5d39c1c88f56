import { useId } from 'react';
import type { Operation } from '../../numerics/operations.ts';
import {
  KERNEL_SETS,
  type KernelSet,
  LIBRARY_SETS,
  OWN_SETS,
  rulesOf,
  WIDER_SETS,
} from '../../numerics/sets/sets.ts';
import styles from './kernel-set-field.module.css';
import fields from './styles/fields.module.css';

interface KernelSetFieldProps {
  readonly label: string;
  /** Null where several differ, which then is a choice of its own. */
  readonly value: KernelSet | null;
  /** Only sets with a rule of their own for it. */
  readonly operation?: Operation;
  /** Left out: all. */
  readonly sets?: readonly KernelSet[];
  readonly onChange: (set: KernelSet) => void;
}

/** A choice of kernel set: the lab's own, those that answer for more than the batch, and those that do as a library does. */
export function KernelSetField({
  label,
  value,
  operation,
  sets = KERNEL_SETS,
  onChange,
}: KernelSetFieldProps) {
  const id = useId();
  const wider = WIDER_SETS.filter((set) => sets.includes(set));
  const libraries = LIBRARY_SETS.filter(
    (set) => set === value || !operation || rulesOf(set).library?.published.includes(operation),
  );
  return (
    <div className={fields.entry}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value ?? 'mixed'}
        onChange={({ target }) => target.value !== 'mixed' && onChange(target.value as KernelSet)}
      >
        <optgroup label="This lab’s">
          {OWN_SETS.map((set) => (
            <option key={set}>{set}</option>
          ))}
        </optgroup>
        {wider.length > 0 && (
          <optgroup label="This lab’s, for more than the batch">
            {wider.map((set) => (
              <option key={set}>{set}</option>
            ))}
          </optgroup>
        )}
        <optgroup label="As libraries do">
          {libraries.map((set) => (
            <option key={set}>{set}</option>
          ))}
        </optgroup>
        {value === null && <option>mixed</option>}
      </select>
    </div>
  );
}

/** What portable and tree answer for; and what those of the sets that do as a library does state, each once, with where it was read. */
export function SetNotes({ sets }: { readonly sets: readonly KernelSet[] }) {
  const each = [...new Set(sets)];
  return (
    <>
      {each.some((set) => rulesOf(set).math === 'portable') && (
        <p className={styles.note} data-part="portable-note">
          <b>portable</b> adds as invariant does, in arithmetic that every device shares: one fingerprint
          everywhere, where the adapter’s probe holds. It is for all three operations together: chosen for one
          it is chosen for all, and left for one the others go back to invariant.
        </p>
      )}
      {each.includes('tree') && (
        <p className={styles.note} data-part="tree-note">
          <b>tree</b> adds each product as one binary tree over K, so that its bits are the same for any
          number of workers that share the sum, on one adapter. Its norms and attention are those of
          invariant. See <a href="#kernels/workers">Share a sum</a>.
        </p>
      )}
      {each.map((set) => (
        <LibraryNote key={set} set={set} />
      ))}
    </>
  );
}

function LibraryNote({ set }: { readonly set: KernelSet }) {
  const { library, batchInvariant } = rulesOf(set);
  if (!library) return null;
  const { name, states, published, others, mapped, leftOut, sources } = library;
  return (
    <details className={styles.note} data-part="library-rules">
      <summary>
        <b>{set}</b>: {name}
      </summary>
      <p>{states}</p>
      {others && (
        <p>
          Its rule is for {published.join(' and ')}; all else is as in <b>{others}</b>.
        </p>
      )}
      <p>
        {batchInvariant
          ? 'Batch-invariant by its plans. The full certificate does not cover it: an experiment that uses it is tested before it runs.'
          : 'Its plans follow the batch: nothing is promised of it.'}
      </p>
      <p>As it runs here: {mapped}</p>
      <p>Left out: {leftOut}</p>
      <ul>
        {sources.map((source) => (
          <li key={source.url}>
            <a href={source.url}>{source.title}</a> ({source.version}). {source.says}
          </li>
        ))}
      </ul>
    </details>
  );
}
