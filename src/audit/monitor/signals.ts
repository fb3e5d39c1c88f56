import type { Window } from './windows.ts';

/** One figure of a window that a threshold may be set for. */
export interface Signal {
  readonly id: SignalId;
  readonly title: string;
  readonly unit: 'ms' | '%' | 'a second' | '';
  /** Where an alarm lies: beyond the limit, or short of it. */
  readonly side: 'above' | 'below';
  /** Null where the window has nothing to say of it. */
  readonly of: (window: Window) => number | null;
  /** The limit that is set unless a visitor says otherwise; null: none. */
  readonly usual: number | null;
}

export const SIGNAL_IDS = [
  'ttft-p95',
  'tpot-p95',
  'itl-p99',
  'e2e-p95',
  'step-p95',
  'throughput',
  'refused',
  'waiting',
  'occupancy',
  'preempted',
  'faulty-prompts',
  'differing',
  'forks',
  'canaries',
] as const;

export type SignalId = (typeof SIGNAL_IDS)[number];

type Facts = Omit<Signal, 'id' | 'side' | 'usual'> & Partial<Pick<Signal, 'side' | 'usual'>>;

const share = (part: number, whole: number) => (whole > 0 ? (100 * part) / whole : null);
const known = (value: number) => (Number.isNaN(value) ? null : value);

const FACTS: Readonly<Record<SignalId, Facts>> = {
  'ttft-p95': { title: 'TTFT p95', unit: 'ms', of: ({ ttft }) => known(ttft.quantile(0.95)) },
  'tpot-p95': { title: 'TPOT p95', unit: 'ms', of: ({ tpot }) => known(tpot.quantile(0.95)) },
  'itl-p99': { title: 'ITL p99', unit: 'ms', of: ({ itl }) => known(itl.quantile(0.99)) },
  'e2e-p95': { title: 'E2E p95', unit: 'ms', of: ({ e2e }) => known(e2e.quantile(0.95)) },
  'step-p95': { title: 'Step p95', unit: 'ms', of: ({ steps }) => known(steps.quantile(0.95)) },
  throughput: {
    ...{ title: 'Tokens of done answers', unit: 'a second', side: 'below' },
    of: ({ tokens, done, milliseconds }) => (done > 0 ? (1000 * tokens) / milliseconds : null),
  },
  refused: {
    ...{ title: 'Refused or failed', unit: '%', usual: 0 },
    of: ({ refused, failed, ended }) => share(refused + failed, ended),
  },
  waiting: {
    title: 'Most waiting',
    unit: '',
    of: ({ waiting, steps }) => (steps.count > 0 ? waiting : null),
  },
  occupancy: {
    ...{ title: 'KV occupancy', unit: '%', usual: 95 },
    of: ({ occupancy }) => (occupancy === null ? null : 100 * occupancy),
  },
  preempted: {
    ...{ title: 'Preemptions', unit: '', usual: 0 },
    of: ({ preempted, steps }) => (steps.count > 0 ? preempted : null),
  },
  'faulty-prompts': {
    ...{ title: 'Prompts with a fault', unit: '%', usual: 0 },
    of: ({ faultyPrompts, prompts }) => share(faultyPrompts, prompts),
  },
  differing: {
    ...{ title: 'Other bits than alone', unit: '%', usual: 0 },
    of: ({ differing, looked }) => share(differing, looked),
  },
  forks: {
    title: 'Forks from the same alone',
    unit: '',
    usual: 0,
    of: ({ forks, done }) => (done > 0 ? forks : null),
  },
  canaries: {
    ...{ title: 'Canaries that changed', unit: '%', usual: 0 },
    of: ({ canaries, canariesChanged }) => share(canariesChanged, canaries),
  },
};

export const SIGNALS: readonly Signal[] = SIGNAL_IDS.map((id) => ({
  ...{ id, side: 'above' as const, usual: null },
  ...FACTS[id],
}));

export function signalOf(id: SignalId): Signal {
  return SIGNALS[SIGNAL_IDS.indexOf(id)];
}
