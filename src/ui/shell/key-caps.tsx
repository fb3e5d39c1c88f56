import { keyNames } from './keys.ts';
import styles from './shell.module.css';

/** A shortcut as the caps of its keys. */
export function KeyCaps({ keys }: { readonly keys: string }) {
  return (
    <span className={styles.caps} data-part="caps">
      {keyNames(keys).map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </span>
  );
}
