import type { AdapterReport, EngineKind } from '../../steps/engine.ts';
import type { Measure } from './measures.ts';

/** One independent piece of a study: a cell of its axes, a seed, and a run of its units. */
export interface Job {
  /** 32 hexadecimal digits that follow from what it computes: base with the cell's values, units, seed, measures (content-hash.ts). */
  readonly id: string;
  /** Place in the study's order: cells, the last axis fastest, then seeds, then blocks of units. */
  readonly index: number;
  /** Index into each axis's values. */
  readonly cell: readonly number[];
  readonly seed: number;
  /** Units from..to - 1, in the order in which the model's tasks or the study's prompts are taken. */
  readonly from: number;
  readonly to: number;
}

/** What was found of one unit in one arm, or in a pair of arms. */
export interface Observation {
  /** Id of a task, prompt or probe; `kind` as its file says, null of a probe. */
  readonly unit: string;
  readonly kind: string | null;
  readonly arm: string;
  /** Of a pair measure, the arm that it is compared with; else null. */
  readonly against: string | null;
  /** Null where there is nothing to measure, as margins of a request that ended in an error. */
  readonly values: Readonly<Partial<Record<Measure, number | null>>>;
  /** That `tokensToFork` ended without a fork. */
  readonly censored?: true;
  /** First 16 digits of SHA-256 over its tokens; of pairs left out. */
  readonly completion?: string;
}

/** Whose figures they are; results of others are not pooled with them. */
export interface Provenance {
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  /** Of a job the one that its cell names; of a stratum those of all its jobs, by name. */
  readonly models: readonly { readonly name: string; readonly hash: string }[];
  /** Names and versions of plan rules that ran, sorted, `variant@1`; of a stratum those of all its jobs. */
  readonly rules: readonly string[];
  /** Fingerprint of the study's canary on this device. */
  readonly canary: string;
}

/** A job's file, `<id>.json`. */
export interface JobResult {
  readonly version: 1;
  /** Hash of the study it belongs to. */
  readonly study: string;
  readonly job: Job;
  readonly provenance: Provenance;
  readonly observations: readonly Observation[];
  /** SHA-256 over every fingerprint of its runs, in order: what a rerun must equal. */
  readonly fingerprint: string;
  /** Wall time; no part of what is merged. */
  readonly milliseconds: number;
}

/** Observations of all jobs, in the order of jobs, without times: the same bytes whichever way they came to be. */
export interface MergedStudy {
  readonly version: 1;
  readonly study: string;
  /** Jobs that the study comes to; more than there are here where a merge was asked to leave gaps out. */
  readonly planned: number;
  /** One, but where a merge was asked to stratify. */
  readonly strata: readonly Provenance[];
  readonly jobs: readonly (Pick<Job, 'id' | 'cell' | 'seed' | 'from' | 'to'> & {
    readonly stratum: number;
    readonly fingerprint: string;
    readonly observations: readonly Observation[];
  })[];
  /** Jobs that were run twice to compare bits, and of these the ones whose bits differed. */
  readonly reruns: { readonly jobs: readonly string[]; readonly differing: readonly string[] };
}
