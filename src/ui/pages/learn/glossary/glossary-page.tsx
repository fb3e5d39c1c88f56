import { useAddressed, useArrival } from '../../../kit/arrival.ts';
import type { TermEntry } from '../../../kit/glossary/term-entry.ts';
import { isTerm, TERM_GROUPS, TERMS } from '../../../kit/glossary/terms.ts';
import { Cite } from '../../../kit/references/cite.tsx';
import { useTitle } from '../../../kit/use-title.ts';
import learn from '../learn.module.css';
import lesson from '../lesson.module.css';
import styles from './glossary.module.css';

/** Every term, in groups; scrolled to the one that the address names. */
export function GlossaryPage({ term }: { readonly term: string | null }) {
  useTitle('Glossary - Batchmates');
  const known = term !== null && isTerm(term);
  const heading = useArrival(known);
  return (
    <div className={`${learn.glossary} ${styles.glossary}`}>
      <p className={lesson.lessonPlace}>
        <a href="#learn">Lessons</a> <span aria-hidden="true">/</span> Glossary
      </p>
      <h2 ref={heading} tabIndex={-1}>
        Glossary
      </h2>
      <p className={learn.glossaryLead}>
        What the words of this page mean, exactly. A word with dots beneath it shows its meaning where it
        stands.
      </p>
      {term !== null && !known && (
        <p className={learn.learnMissing} role="alert">
          There is no entry “{term}”. These are the ones there are:
        </p>
      )}
      {TERM_GROUPS.map(({ id, title, terms }) => (
        <section key={id} aria-labelledby={`terms-${id}`}>
          <h3 id={`terms-${id}`}>{title}</h3>
          <dl>
            {Object.entries<TermEntry>(terms)
              .toSorted(([, a], [, b]) => a.name.localeCompare(b.name))
              .map(([key, entry]) => (
                <Entry key={key} id={key} entry={entry} addressed={key === term} />
              ))}
          </dl>
        </section>
      ))}
    </div>
  );
}

interface EntryProps {
  readonly id: string;
  readonly entry: TermEntry;
  readonly addressed: boolean;
}

function Entry({ id, entry: { name, means, see, sources }, addressed }: EntryProps) {
  const place = useAddressed<HTMLElement>(addressed);
  return (
    <div
      className={addressed ? `${styles.glossaryEntry} ${styles.addressed}` : styles.glossaryEntry}
      data-part="glossary-entry"
      data-addressed={addressed || undefined}
    >
      <dt ref={place} tabIndex={-1}>
        <a href={`#learn/glossary/${id}`}>{name}</a>
      </dt>
      <dd>
        {means} {sources && <Cite of={sources} />}
        <small className={styles.glossarySee}>
          See{' '}
          {see.filter(isTerm).map((other, index) => (
            <span key={other}>
              {index > 0 && ', '}
              <a href={`#learn/glossary/${other}`}>{TERMS[other].name}</a>
            </span>
          ))}
        </small>
      </dd>
    </div>
  );
}
