import type { TopLogit } from './step-output.ts';

/** A sampled row by what stays the same in any batch. */
export interface LogitsPlace {
  readonly request: string;
  /** Of the row in its sequence: the token chosen from its logits is the next position's. */
  readonly position: number;
}

/** How two rows' logits differ, all of them finite: what two whole vocabularies would be fetched for, in figures. */
export interface LogitComparison {
  /** Logits compared. */
  readonly vocabulary: number;
  /** Logits that differ in any bit; -0 and 0 do. */
  readonly differing: number;
  /** Largest distance in units in the last place, over all and over logits whose sign agrees. */
  readonly maxUlp: number;
  readonly maxUlpSameSign: number;
  /** Logits whose sign bit differs. */
  readonly crossings: number;
  /** Largest |a - b|, rounded to f32. */
  readonly maxAbsolute: number;
  /** KL(softmax a || softmax b) in nats. */
  readonly kl: number;
  /** Logits of one sign at a distance of 2^k to 2^(k+1) - 1 ulp, by k; the last is not 0. */
  readonly ulpBins: readonly number[];
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** The union of both sides' highest logits, by token id, with every token's standing on both sides. */
  readonly contenders: readonly Contender[];
}

/** What a step gave of one side's row. */
export interface ComparedSide {
  /** Highest logits, descending, ties by lower id. */
  readonly top: readonly TopLogit[];
  readonly logSumExp: number;
}

export interface Contender {
  readonly token: number;
  readonly a: RankedLogit;
  readonly b: RankedLogit;
}

export interface RankedLogit {
  /** 0 is the highest; ties go to the lower id. */
  readonly rank: number;
  readonly logit: number;
}
