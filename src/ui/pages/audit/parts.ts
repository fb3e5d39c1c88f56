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
    'model',
    'Model',
    'What does a model cost in service, and does a smaller one give 99 % of its quality at 50 % of its cost?',
    async () => (await import('./model/model-part.tsx')).ModelPart,
  ),
  part(
    'trace',
    'One request',
    'Where does the time of one request go, and what does watching it cost?',
    async () => (await import('./trace/trace-part.tsx')).TracePart,
  ),
  part(
    'server',
    'Server',
    'Are a server’s answers the same whatever it computes beside them, and if not, by what: company, order, cache, streaming?',
    async () => (await import('./server/server-part.tsx')).ServerPart,
  ),
  part(
    'monitor',
    'Dashboard',
    'What does a run do as it goes, and what alarms?',
    async () => (await import('./monitor/monitor-page.tsx')).MonitorPage,
  ),
  part(
    'drift',
    'Drift',
    'What has changed in your logs: types, nulls, means and whole distributions, column by column?',
    async () => (await import('./drift/drift-page.tsx')).DriftPage,
  ),
  part(
    'behaviour',
    'Behaviour',
    'Do answers loop, read the same again, grow, work less or refuse more than before?',
    async () => (await import('./behaviour/behaviour-part.tsx')).BehaviourPart,
  ),
  part(
    'gate',
    'Gate',
    'Would a change pass: no slower, larger, worse or dearer than what is served, and are its bits the same?',
    async () => (await import('./gate/gate-part.tsx')).GatePart,
  ),
  part(
    'rot',
    'Dependencies',
    'What did staying on an older release cost, and what did an upgrade change in bits without a word?',
    async () => (await import('./rot/rot-part.tsx')).RotPart,
  ),
  part(
    'alarms',
    'Alarms graded',
    'Does the alarm that everyone recommends go off when something breaks, and stay quiet when nothing does?',
    async () => (await import('./alarms/alarms-part.tsx')).AlarmsPart,
  ),
];

function part(
  segment: string,
  title: string,
  asks: string,
  load: () => Promise<ComponentType<PageProps>>,
): AuditPart {
  return { segment, title, asks, Content: lazy(async () => ({ default: await load() })) };
}
