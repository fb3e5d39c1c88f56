import { type ComponentType, lazy } from 'react';
import type { PageProps } from '../../state/page-address.ts';

/** A part of the page that has an address of its own, `#audit/<segment>/...`; `path` is what follows the segment. */
export interface AuditPart {
  readonly segment: string;
  /** As the page's own navigation calls it. */
  readonly title: string;
  /** What it asks, in a line: on the page's first screen. */
  readonly asks: string;
  readonly Content: ComponentType<PageProps>;
}

/** In the order of the page's navigation; each is loaded when it is opened. */
export const AUDIT_PARTS: readonly AuditPart[] = [
  part(
    'alarms',
    'Alarms graded',
    'Does the alarm that everyone recommends go off when something real breaks, and stay quiet when nothing does?',
    async () => (await import('./alarms/alarms-part.tsx')).AlarmsPart,
  ),
];

export function part(
  segment: string,
  title: string,
  asks: string,
  load: () => Promise<ComponentType<PageProps>>,
): AuditPart {
  return { segment, title, asks, Content: lazy(async () => ({ default: await load() })) };
}
