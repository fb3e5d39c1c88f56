import { chiSquareTwoSample } from '../../numerics/inference/chi-square.ts';
import { kolmogorovSmirnovOf } from '../../numerics/inference/kolmogorov-smirnov.ts';
import { meanShiftZ } from '../../numerics/inference/mean-shift.ts';
import { populationStability } from '../../numerics/inference/psi.ts';
import { wassersteinOf } from '../../numerics/inference/wasserstein.ts';
import { type WeightedSample, wholeSample } from '../../numerics/inference/weighted-sample.ts';
import { deviationOf } from '../../results/load/distribution.ts';
import { binCounts, decileEdges } from '../drift/column-figures.ts';

/** Columns of the table that a service logs a row of for each request. */
export const COLUMNS = ['prompt', 'latency', 'output'] as const;
export type Column = (typeof COLUMNS)[number];

/** A column of the reference window, as tests take it. */
export interface ReferenceColumn {
  readonly sample: WeightedSample;
  readonly mean: number;
  readonly deviation: number;
  /** Inner edges of its deciles. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** How a day's column differs from the reference's. */
export interface DriftFigures {
  readonly z: number;
  readonly ksP: number;
  readonly chi2P: number;
  readonly psi: number;
  /** In standard deviations of the reference. */
  readonly wasserstein: number;
}

export function referenceColumn(values: readonly number[]): ReferenceColumn {
  const sample = wholeSample(values);
  const edges = decileEdges(sample);
  const n = values.length;
  // The article's detector goes by the deviation of a sample.
  const deviation = deviationOf(values) * Math.sqrt(n / (n - 1));
  return { sample, mean: meanOf(values), deviation, edges, counts: binCounts(sample, edges) };
}

export function driftFigures(reference: ReferenceColumn, values: readonly number[]): DriftFigures {
  const sample = wholeSample(values);
  const counts = binCounts(sample, reference.edges);
  const { mean, deviation } = reference;
  return {
    z: meanShiftZ({ mean, deviation, n: reference.sample.n }, { mean: meanOf(values), n: values.length }).z,
    ksP: kolmogorovSmirnovOf(reference.sample, sample).p,
    chi2P: chiSquareTwoSample(reference.counts, counts).p,
    psi: populationStability(reference.counts, counts),
    wasserstein: wassersteinOf(reference.sample, sample) / deviation,
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
