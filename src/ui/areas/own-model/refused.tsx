import { visibleLines } from '../../kit/format.ts';
import styles from './own-model.module.css';

/** What went wrong, or why a model cannot be run. */
export function Refused({ text }: { readonly text: string }) {
  return (
    <p role="alert" className={styles.refused}>
      {visibleLines(text)}
    </p>
  );
}
