import type { AdapterReport, EngineKind } from '../../steps/engine.ts';

/** Rows of a step that verifies drafts of one request: its newest token and 1 to 8 drafted ones. */
export const WIDTHS = [2, 3, 4, 5, 6, 7, 8, 9] as const;

/** What is looked at, and the control, which is to show nothing. */
export const CLIFF_SETS = ['variant', 'invariant'] as const;
export type CliffSet = (typeof CLIFF_SETS)[number];

/** A stream that was verified so many rows at a time, beside the same one decoded a row at a time. */
export interface CliffCell {
  readonly width: number;
  /** First generated token with another bit among its logits; null: none. */
  readonly firstDifference: number | null;
  /** First generated token that is another one; null: none. */
  readonly fork: number | null;
  /** Largest KL of the next token’s distribution to that of plain decoding, in nats, up to the fork. */
  readonly maxKl: number;
  /** Which of the distinct streams of its row it is, in the order in which widths come to them; 0: plain decoding's. */
  readonly stream: number;
}

export interface CliffRow {
  readonly prompt: string;
  readonly set: CliffSet;
  /** By `WIDTHS`. */
  readonly cells: readonly CliffCell[];
}

/** The plan of an operation in steps of 1 row and of each of `WIDTHS`, as the step log has it. */
export interface CliffPlan {
  readonly set: CliffSet;
  readonly operation: string;
  /** (1 + widths) */
  readonly plans: readonly string[];
}

/** Where verification's width leaves plain decoding, and where the plans of its steps change; plain JSON. */
export interface CliffReport {
  readonly version: 1;
  readonly model: { readonly name: string; readonly hash: string };
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  /** Generated tokens of each stream. */
  readonly tokens: number;
  readonly plans: readonly CliffPlan[];
  readonly rows: readonly CliffRow[];
  /** What was guaranteed of the engine's invariant kernels, and what stood in for them. */
  readonly notes: readonly string[];
}

/** What a cell comes to, the weakest first. */
export type Cliff = 'nothing' | 'bits' | 'tokens';

export function cliffOf({ firstDifference, fork }: CliffCell): Cliff {
  if (fork !== null) return 'tokens';
  return firstDifference === null ? 'nothing' : 'bits';
}

/** Orders of a sum by width, from 1 on, as letters in the order in which they come: `ABBBBBBBB`. */
export function planLetters({ plans }: Pick<CliffPlan, 'plans'>): string[] {
  const distinct = [...new Set(plans)];
  return plans.map((plan) => String.fromCharCode(65 + distinct.indexOf(plan)));
}

/** Plans whose letters are the same, together, in the order of the first of each. */
export function alikePlans(plans: readonly CliffPlan[]): CliffPlan[][] {
  const groups = new Map<string, CliffPlan[]>();
  for (const plan of plans) {
    const letters = planLetters(plan).join('');
    groups.set(letters, [...(groups.get(letters) ?? []), plan]);
  }
  return [...groups.values()];
}
