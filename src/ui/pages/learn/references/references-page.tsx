import { useAddressed, useArrival } from '../../../kit/arrival.ts';
import styles from '../../../kit/references/references.module.css';
import { isReference, REFERENCES, type Reference } from '../../../kit/references/references.ts';
import { useTitle } from '../../../kit/use-title.ts';

/** Every source in the order of the words that cite it; scrolled to the one that the address names. */
export function ReferencesPage({ reference }: { readonly reference: string | null }) {
  useTitle('References - Batchmates');
  const known = reference !== null && isReference(reference);
  const heading = useArrival(known);
  return (
    <div className={styles.page}>
      <p className={styles.place}>
        <a href="#learn">Lessons</a> <span aria-hidden="true">/</span> References
      </p>
      <h2 ref={heading} tabIndex={-1}>
        References
      </h2>
      <p className={styles.lead}>
        Where the lessons, the glossary and the pages have what they say of the world beyond this lab. What
        they say of the lab itself is computed by it.
      </p>
      {reference !== null && !known && (
        <p role="alert">There is no reference “{reference}”. These are the ones there are:</p>
      )}
      <ul className={styles.list}>
        {Object.entries<Reference>(REFERENCES)
          .toSorted(([, a], [, b]) => a.short.localeCompare(b.short))
          .map(([id, entry]) => (
            <Entry key={id} entry={entry} addressed={id === reference} />
          ))}
      </ul>
    </div>
  );
}

interface EntryProps {
  readonly entry: Reference;
  readonly addressed: boolean;
}

function Entry({ entry: { short, who, title, where, url, says }, addressed }: EntryProps) {
  const place = useAddressed<HTMLLIElement>(addressed);
  return (
    <li ref={place} tabIndex={-1} className={addressed ? styles.addressed : styles.entry}>
      <b>[{short}]</b> {who}.{' '}
      <a href={url} rel="noreferrer" target="_blank">
        {title}
      </a>
      . {where}.<p className={styles.says}>{says}</p>
    </li>
  );
}
