import { bringTo } from '../kit/bring.ts';
import type { Action } from '../state/action.ts';
import { COMPOSING } from '../state/regions.ts';
import { goToSection, isPresent, SECTION_IDS, SECTION_TITLES } from '../state/sections.ts';

const composing = () => document.getElementById(COMPOSING);

/** The lab's regions by number, as the rail has them from left to right. */
export const sectionActions: readonly Action[] = [
  {
    id: 'go-composing',
    title: 'Go to composing',
    group: 'Sections',
    keys: '0',
    enabled: () => composing() !== null,
    run: () => {
      const region = composing();
      if (region) bringTo(region);
    },
  },
  ...SECTION_IDS.map(
    (id, at): Action => ({
      id: `go-${id}`,
      title: `Go to: ${SECTION_TITLES[id]}`,
      group: 'Sections',
      // There are ten digits, and composing has the first.
      ...(at < 9 && { keys: `${at + 1}` }),
      enabled: () => isPresent(id),
      run: () => goToSection(id),
    }),
  ),
];
