import type { Action } from '../../state/action.ts';
import { AUDIT_PARTS } from './parts.ts';

/** The page's first screen, and its parts. */
export const auditActions: readonly Action[] = [
  goTo('audit', 'Go to the audit: who would notice?', '#audit'),
  ...AUDIT_PARTS.map(({ segment, title }) =>
    goTo(`audit-${segment}`, `Go to the audit: ${title}`, `#audit/${segment}`),
  ),
];

function goTo(id: string, title: string, address: string): Action {
  return {
    ...{ id, title, group: 'Audit' },
    run: () => {
      location.hash = address;
    },
  };
}
