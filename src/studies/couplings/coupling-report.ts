import type { AdapterReport, EngineKind } from '../../steps/engine.ts';

/** The ways in which one request can touch another: by how many and how long, by what they say, by when they come. */
export const WAYS = ['shape', 'content', 'load'] as const;
export type Way = (typeof WAYS)[number];

/** What a change of company can do to a request, the weakest first. */
export const EFFECTS = ['nothing', 'time', 'bits', 'tokens', 'pass rate'] as const;
export type Effect = (typeof EFFECTS)[number];

/** The strongest effect over the probes of two runs, and where it shows. */
export interface Seen {
  readonly effect: Effect;
  /** The probe that shows it; null: none does. */
  readonly probe: string | null;
  /** Its first generated token that is another, or is missing; null: its tokens are the same. */
  readonly position: number | null;
  /** Tasks that are answered right before and after; null: none was asked. */
  readonly passed: { readonly before: number; readonly after: number; readonly of: number } | null;
  /** Milliseconds of the clock from arrival to last token, the mean over the probes that are answered in both; null: none is. */
  readonly time: { readonly before: number; readonly after: number } | null;
}

/** What one change of company did under one mechanism, beside what the same change does without it. */
export interface MeasuredCell extends Seen {
  readonly control: Effect;
  /** The fragment of the experiment's link: its four arms, for the page Load. Empty in figures that ship apart from their links. */
  readonly link: string;
}

/** A cell, or why it cannot be measured here. */
export type CouplingCell = MeasuredCell | { readonly cannot: string };

export interface CouplingRow {
  /** Of `MECHANISMS`. */
  readonly id: string;
  readonly cells: Readonly<Record<Way, CouplingCell>>;
}

export interface CouplingReport {
  readonly version: 1;
  readonly model: { readonly name: string; readonly hash: string };
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  readonly rows: readonly CouplingRow[];
  /** What was guaranteed of the engine's invariant kernels, and what stood in for them. */
  readonly notes: readonly string[];
}

/** The same figures without their links, which are most of a report's bytes. */
export function figuresAlone(report: CouplingReport): CouplingReport {
  const alone = (cell: CouplingCell) => (isMeasured(cell) ? { ...cell, link: '' } : cell);
  const rows = report.rows.map(({ id, cells: { shape, content, load } }) => ({
    ...{ id, cells: { shape: alone(shape), content: alone(content), load: alone(load) } },
  }));
  return { ...report, rows };
}

export function isMeasured(cell: CouplingCell): cell is MeasuredCell {
  return !('cannot' in cell);
}
