import { Command } from 'cmdk';
import { useEffect, useRef, useState } from 'react';
import type { Action } from '../state/action.ts';
import { useLab } from '../state/lab-store.ts';
import { moreActions } from '../state/more-actions.ts';
import { closeDialog } from '../state/shell-store.ts';
import { ACTIONS } from './action-table.ts';
import { KeyCaps } from './key-caps.tsx';
import styles from './shell.module.css';
import { isOffered } from './shortcuts.ts';

/** Every action that is on offer now, found by typing a part of its name. */
export function Palette() {
  const input = useRef<HTMLInputElement>(null);
  const state = useLab((whole) => whole);
  const [more, setMore] = useState<readonly Action[]>([]);
  useEffect(() => void moreActions().then(setMore), []);
  const known = [...ACTIONS, ...more];
  const offered = known.filter((action) => action.id !== 'palette' && isOffered(action, state));
  const groups = [...new Set(offered.map(({ group }) => group))];
  useEffect(() => {
    // The dialog opens after its content is there, and then takes the focus itself.
    const frame = requestAnimationFrame(() => input.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <Command className={styles.palette} label="Commands" filter={rank} loop>
      <Command.Input ref={input} placeholder="Type what you want to do" />
      <Command.List>
        <Command.Empty>Nothing here has that name.</Command.Empty>
        {groups.map((group) => (
          <Command.Group key={group} heading={group}>
            {offered
              .filter((action) => action.group === group)
              .map((action) => (
                <Command.Item
                  key={action.id}
                  value={action.id}
                  keywords={[action.title, group]}
                  onSelect={() => choose(action)}
                >
                  {action.title}
                  {action.keys && <KeyCaps keys={action.keys} />}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

/** Every word that was typed stands in the title or the group; scattered letters would put others before what is meant. */
function rank(_id: string, typed: string, [title = '', group = '']: string[] = []): number {
  const text = `${title} ${group}`.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
    ? 1
    : 0;
}

/** The palette gives the focus back first, so that an action which opens a dialog takes it from there. */
function choose({ run }: Action): void {
  closeDialog();
  setTimeout(run);
}
