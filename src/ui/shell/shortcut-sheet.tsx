import { ACTIONS } from './action-table.ts';
import { KeyCaps } from './key-caps.tsx';
import styles from './shell.module.css';

/** Every action that has keys, from the table that the keyboard itself follows. */
export function ShortcutSheet() {
  const keyed = ACTIONS.filter(({ keys }) => keys);
  const groups = [...new Set(keyed.map(({ group }) => group))];
  return (
    <div className={styles.sheet}>
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h3>{group}</h3>
          <dl>
            {keyed
              .filter((action) => action.group === group)
              .map(({ id, title, keys }) => (
                <div key={id}>
                  <dt>{title}</dt>
                  <dd>
                    <KeyCaps keys={keys!} />
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <section aria-label="In a token stream">
        <h3>In a token stream</h3>
        <dl>
          {STREAM_KEYS.map(([title, keys]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>
                {keys.map((key) => (
                  <KeyCaps key={key} keys={key} />
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}

/** A stream hears these itself while one of its tokens has the focus (compare/token-place.ts). */
const STREAM_KEYS: readonly (readonly [string, readonly string[]])[] = [
  ['Walk along the tokens', ['ArrowLeft', 'ArrowRight']],
  ['Go to the other side', ['ArrowUp', 'ArrowDown']],
  ['Pin a token: its logits on both sides', ['Enter']],
];
