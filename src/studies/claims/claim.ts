import type { BenchCase } from '../../bench/bench-case.ts';
import type { ShippedStudy } from '../sweep/shipped-studies.ts';
import type { Evidence, RunId } from './evidence.ts';

/** Where a claim is made: in the two documents that this lab began with, or in reports that were found later. */
export const DOCUMENTS = ['paper', 'article', 'reports'] as const;
export type Document = (typeof DOCUMENTS)[number];

/** By which way one request reaches another, or what else a claim is about; the order of the page. */
export const GROUPS = ['shape', 'content', 'load', 'cost', 'monitoring', 'history'] as const;
export type Group = (typeof GROUPS)[number];

export const VERDICTS = [
  'holds',
  'does not',
  'depends',
  'not testable',
  'misattributed',
  'outdated',
  /** Measured, and neither can be said of so many observations. */
  'undecided',
  /** What it is read from is not there. */
  'not measured',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What evidence says of a claim. */
export interface Judgement {
  readonly verdict: Verdict;
  /** What was found, a sentence or two with figures; of what was not measured the command that would. */
  readonly found: string;
  /** On what it depends, or why it cannot be tested, or whose it is; null where there is nothing to add. */
  readonly because: string | null;
}

/** What is known of where a claim's figure comes from. */
export interface Source {
  /** `as cited`: it is there. `elsewhere`: of another work, or not in the one cited. `second-hand`: of a report about a report. */
  readonly checked: 'as cited' | 'elsewhere' | 'second-hand' | 'abstract only' | 'superseded' | 'not given';
  readonly says: string;
  readonly url?: string;
}

/** What is run to judge a claim on this device, in under a minute on a processor; a study apart. */
export type RunForm =
  /** A run of an experiment, by the clock or not; of a preset these arms alone, and of its crowd those who come this early. */
  | {
      readonly kind: 'run';
      readonly run: RunId;
      readonly arms?: readonly string[];
      readonly crowdMilliseconds?: number;
    }
  /** Rows of the coupling matrix of a model that ships. */
  | { readonly kind: 'couplings'; readonly only: readonly string[]; readonly model?: 'pico-moe' }
  /** The width of verification, of so many openings. */
  | { readonly kind: 'cliffs'; readonly prompts: number };

/** A study that ships, cut to some of its hypotheses and to few units and seeds. */
export interface StudyForm {
  readonly kind: 'study';
  readonly study: ShippedStudy;
  readonly hypotheses: readonly string[];
}

/** Kernels timed in turn, on WebGPU whatever else is chosen: the CPU engine has no others to hold them against. */
export interface BenchForm {
  readonly kind: 'bench';
  readonly cases: readonly BenchCase[];
  readonly repeats: number;
}

export type ShortForm = RunForm | StudyForm | BenchForm;

export interface Claim {
  readonly id: string;
  readonly document: Document;
  readonly group: Group;
  /** A phrase of the document, or what it says in our words. */
  readonly says: string;
  readonly quoted: boolean;
  /** Section of the document; null: not known here. */
  readonly place: string | null;
  readonly source: Source;
  /** What it takes to judge it, a phrase. */
  readonly needs: string;
  readonly judge: (evidence: Evidence) => Judgement;
  readonly short: ShortForm | null;
  /** Why there is no short form of something that can be measured, and what to run instead; a sentence or two. */
  readonly noShort?: string;
  /** The whole measurement on a command line, and how long that takes on two cores; null where there is none. */
  readonly full: { readonly command: string; readonly takes: string } | null;
  /** Fragments of addresses: its experiment; ids of its mechanism's card and its lesson. */
  readonly experiment?: string;
  readonly card?: string;
  readonly lesson?: string;
}
