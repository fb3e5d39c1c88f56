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
      {Object.entries(KEYS_WITHIN).map(([place, entries]) => (
        <section key={place} aria-label={place}>
          <h3>{place}</h3>
          <dl>
            {entries.map(([title, ...keys]) => (
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
      ))}
    </div>
  );
}

/** What parts of the page hear themselves while the focus is in them: streams, the timeline, the cards. */
const KEYS_WITHIN: Readonly<Record<string, readonly (readonly [title: string, ...keys: string[]])[]>> = {
  'In a token stream': [
    ['Walk along the tokens', 'ArrowLeft', 'ArrowRight'],
    ['Go to the other side', 'ArrowUp', 'ArrowDown'],
    ['Pin a token: its logits on both sides', 'Enter'],
  ],
  'In the step timeline': [
    ['Walk along the steps', 'ArrowLeft', 'ArrowRight'],
    ['Zoom in and out', '+', '-'],
  ],
  'In the batch and the arms': [
    ['Walk from card to card', 'ArrowUp', 'ArrowDown'],
    ['Walk along the buttons of a card', 'ArrowLeft', 'ArrowRight'],
    ['Move the card', 'Alt+ArrowUp', 'Alt+ArrowDown'],
    ['Take a request out of the batch', 'Delete'],
  ],
};
