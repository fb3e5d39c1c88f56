import type { Action } from '../state/action.ts';
import { PAGE_TITLES } from '../state/page-address.ts';
import { nextTheme } from '../state/settings.ts';
import { openDialog } from '../state/shell-store.ts';

export const shellActions: readonly Action[] = [
  {
    id: 'palette',
    title: 'Open the command palette',
    group: 'Help',
    keys: 'Mod+k',
    run: () => openDialog('palette'),
  },
  {
    id: 'shortcuts',
    title: 'Show the keyboard shortcuts',
    group: 'Help',
    keys: '?',
    run: () => openDialog('shortcuts'),
  },
  {
    id: 'report',
    title: 'Show the device report',
    group: 'Help',
    run: () => openDialog('report'),
  },
  { id: 'settings', title: 'Open the settings', group: 'View', run: () => openDialog('settings') },
  { id: 'theme', title: 'Switch between system, light and dark', group: 'View', run: nextTheme },
  goTo('', 'Lab'),
  ...Object.entries(PAGE_TITLES).map(([name, title]) => goTo(name, title)),
];

function goTo(name: string, title: string): Action {
  return {
    id: `page-${name || 'lab'}`,
    title: `Go to the page: ${title}`,
    group: 'View',
    run: () => {
      location.hash = name;
    },
  };
}
