import type { Statistic } from '../../numerics/inference/bootstrap.ts';
import { restrictedMeanBy } from '../../numerics/inference/survival.ts';
import { distinctIn, durationsOf, type Sample } from './analyse-rows.ts';
import type { MeasureKind } from './measures.ts';

/** A sample and what part of an observation it stands for: half of one where two are pooled to face one. */
export interface Weighted {
  readonly sample: Sample;
  readonly part: number;
}

/** Samples that are drawn together. */
export type Cluster = readonly Weighted[];

/** Each of which stands for one observation. */
export function whole(samples: readonly Sample[]): Cluster {
  return samples.map((sample) => ({ sample, part: 1 }));
}

/** What sums a measure up, by how often each cluster was drawn. `horizon`: of survival, up to which time. */
export function statisticOf(kind: MeasureKind, clusters: readonly Cluster[], horizon: number): Statistic {
  switch (kind) {
    case 'share':
    case 'mean':
      return meanOf(clusters);
    case 'survival':
      return restrictedMeanOf(clusters, horizon);
    case 'count':
      return distinctOf(clusters);
  }
}

export interface ClusterSum {
  readonly sum: number;
  readonly count: number;
}

export function sumOf(cluster: Cluster): ClusterSum {
  let [sum, count] = [0, 0];
  for (const { sample, part } of cluster) {
    sum += part * sample.value;
    count += part;
  }
  return { sum, count };
}

/** In arrays of numbers, as a bootstrap asks thousands of times. */
function meanOf(clusters: readonly Cluster[]): Statistic {
  const all = clusters.map(sumOf);
  const sums = Float64Array.from(all, ({ sum }) => sum);
  const counts = Float64Array.from(all, ({ count }) => count);
  return (weights) => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < sums.length; i++) {
      sum += weights[i] * sums[i];
      count += weights[i] * counts[i];
    }
    return sum / count;
  };
}

function restrictedMeanOf(clusters: readonly Cluster[], horizon: number): Statistic {
  const durations = durationsOf(clusters.flat().map(({ sample }) => sample));
  const clusterOf = Int32Array.from(clusters.flatMap((cluster, at) => cluster.map(() => at)));
  const parts = Float64Array.from(clusters.flatMap((cluster) => cluster.map(({ part }) => part)));
  const meanBy = restrictedMeanBy(durations, horizon);
  const drawn = new Float64Array(durations.length);
  return (weights) => {
    for (let i = 0; i < drawn.length; i++) drawn[i] = weights[clusterOf[i]] * parts[i];
    return meanBy(drawn);
  };
}

/** Different completions of a unit, mean over units; clusters are units. */
function distinctOf(clusters: readonly Cluster[]): Statistic {
  const counts = clusters.map((cluster) => distinctIn(cluster.map(({ sample }) => sample)));
  return (weights) => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < counts.length; i++) {
      sum += weights[i] * counts[i];
      count += weights[i];
    }
    return sum / count;
  };
}

/** The last time at which all of several groups are still told of. */
export function horizonOf(groups: readonly (readonly Cluster[])[]): number {
  return Math.min(
    ...groups.map((clusters) =>
      clusters.flat().reduce((longest, { sample }) => Math.max(longest, sample.value), 0),
    ),
  );
}
