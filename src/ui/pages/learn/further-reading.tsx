import { REFERENCES, referenceAddress } from '../../kit/references/references.ts';
import styles from './lesson.module.css';
import type { Lesson } from './lesson.ts';

/** Where to read on: works that the lesson cites or leads to. */
export function FurtherReading({ lesson: { guide } }: { readonly lesson: Lesson }) {
  return (
    <section className={styles.lessonFurther} aria-labelledby="further">
      <h3 id="further" className={styles.lessonFurtherTitle}>
        Further reading
      </h3>
      <ul>
        {guide.further.map((id) => {
          const { short, title, where, says, url } = REFERENCES[id];
          return (
            <li key={id}>
              <a href={referenceAddress(id)}>{short}</a>: <cite>{title}</cite>, {where}. {says}
              <span className={styles.printed}> {url}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
