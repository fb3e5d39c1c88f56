import { type Shape, type ShapeProblem, shapeProblem } from './line-shape.ts';
import type { LoadClock } from './load-record.ts';

const REQUEST_TOKENS: Shape = { each: { entries: ['text', 'number'] } };
const FILLED: Shape = { each: { fields: { request: 'text', rows: 'number' } } };
const NAMES: Shape = { each: 'text' };

/** What going on reads of a line: a file may have been edited, or be of something else. */
const FIELDS = {
  run: {},
  arm: { arm: 'text', clock: { fields: { kind: 'text' } } },
  plan: { arm: 'text' },
  step: {
    ...{ arm: 'text', step: 'number', at: 'number', milliseconds: 'number' },
    slices: { each: { fields: { request: 'text' } } },
    moves: { each: { fields: { kind: 'text' } } },
    preempted: NAMES,
    tokens: { each: { entries: ['text', 'number', 'text'] } },
    blocks: { fields: { held: 'number', cached: 'number', free: 'number' } },
    positions: { fields: { filled: 'number', reserved: 'number' } },
  },
  sent: { arm: 'text', request: 'text', route: { fields: { replica: 'number' } } },
  canary: { arm: 'text', step: 'number' },
  request: {
    ...{ arm: 'text', id: 'text', promptTokens: 'number', arrived: 'number', tokenTimes: { each: 'number' } },
    ...{ outcome: { fields: { kind: 'text' } }, cached: 'number', evicted: 'number' },
  },
  'arm-ended': { arm: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Shape>>>>;

/** Of a step that has something of them. */
const IN_SOME_STEPS: Readonly<Record<string, Shape>> = {
  ...{ swapped: NAMES, found: REQUEST_TOKENS, evicted: REQUEST_TOKENS, handedOver: 'number' },
  budgets: { each: { entries: ['text', 'number', 'number'] } },
  dropped: REQUEST_TOKENS,
  drops: {
    each: {
      fields: { request: 'text', position: 'number', layer: 'number', expert: 'number', filledBy: FILLED },
    },
  },
  shadows: {
    each: {
      fields: { request: 'text', position: 'number', differing: 'number', maxUlp: 'number', kl: 'number' },
    },
  },
};

/** Of an arm whose clock goes by a table. */
const TABLE: Shape = {
  fields: {
    ...{ measuredOn: 'text', swapMs: 'number' },
    entries: { each: { fields: { rows: 'number', keys: 'number', ms: 'number' } } },
  },
};

type LineType = keyof typeof FIELDS;

/** What is wrong with a line of a type; null where going on can read it. */
export function fieldProblem(line: Readonly<Record<string, unknown>>, type: LineType): ShapeProblem | null {
  const sometimes = type === 'step' ? Object.entries(IN_SOME_STEPS) : [];
  const there = sometimes.filter(([field]) => line[field] !== undefined);
  const isVirtual =
    type === 'arm' && (line.clock as Partial<LoadClock> | null | undefined)?.kind === 'virtual';
  const clock: Shape = { fields: { table: TABLE } };
  return shapeProblem(line, {
    fields: { ...FIELDS[type], ...Object.fromEntries(there), ...(isVirtual && { clock }) },
  });
}
