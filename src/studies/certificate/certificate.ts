import type { AdapterArithmetic } from '../../numerics/adapter-arithmetic.ts';
import type { ActivationDtype, Quantize } from '../../numerics/dtypes.ts';
import {
  type CertificateCell,
  type CertifiedOperation,
  type CertifiedWeights,
  type Column,
  cellKey,
} from '../../results/certificate-cell.ts';
import type { AdapterReport, EngineKind } from '../../steps/engine.ts';
import type { MeasuredTuning } from '../../steps/measured-tuning.ts';

/** What a cell speaks of, for one or several formats of weights: an operation that reads none stands for all. */
export interface CellPlace {
  readonly operation: CertifiedOperation;
  readonly invariance: Column;
  readonly set: string;
  readonly activations: ActivationDtype;
  readonly weights: readonly CertifiedWeights[];
  /** Of products that read activations as q8: what shares a scale. */
  readonly quantize?: Quantize | undefined;
}

export interface CertificateCase extends CellPlace {
  /** A case claims equal bits; a control claims that they differ, and where they do not the cell's cases prove nothing. */
  readonly kind: 'case' | 'control';
  /** What was compared with what. */
  readonly name: string;
  /** `skipped`: it could not be made, or as a control could not have differed. It counts neither way. */
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What was found, or why nothing was. */
  readonly found: string;
}

/** The record of what an adapter was found to keep. It speaks of this adapter, driver and engine only, and of what was tested. */
export interface Certificate {
  readonly version: 2;
  /** `short` looks at what is in use, in few cases; `full` is NUMERICS' whole list. */
  readonly form: 'full' | 'short';
  readonly key: string;
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  /** How the kernels were tiled, where that was measured. */
  readonly tuning?: MeasuredTuning | undefined;
  readonly model: { readonly name: string; readonly hash: string };
  readonly arithmetic: AdapterArithmetic;
  /** No case failed, and no control. */
  readonly passed: boolean;
  readonly cells: readonly CertificateCell[];
  readonly cases: readonly CertificateCase[];
  readonly milliseconds: number;
}

/** The cells of a list of cases, in the order of their first ones. What was skipped counts neither way. */
export function cellsOf(cases: readonly CertificateCase[]): CertificateCell[] {
  const cells = new Map<string, CertificateCell>();
  for (const one of cases) {
    for (const weights of one.weights) {
      const place = { ...one, weights };
      const cell = cells.get(cellKey(place)) ?? emptyCell(place);
      cells.set(cellKey(place), counted(cell, one));
    }
  }
  return [...cells.values()];
}

function emptyCell(place: Omit<CertificateCell, 'cases' | 'passed' | 'control'>): CertificateCell {
  const { operation, invariance, set, activations, weights, quantize } = place;
  return {
    ...{ operation, invariance, set, activations, weights, ...(quantize && { quantize }) },
    ...{ cases: 0, passed: 0 },
    control: { cases: 0, differed: 0 },
  };
}

function counted(cell: CertificateCell, { kind, outcome }: CertificateCase): CertificateCell {
  if (outcome === 'skipped') return cell;
  const good = outcome === 'passed' ? 1 : 0;
  if (kind === 'case') return { ...cell, cases: cell.cases + 1, passed: cell.passed + good };
  const { cases, differed } = cell.control;
  return { ...cell, control: { cases: cases + 1, differed: differed + good } };
}
