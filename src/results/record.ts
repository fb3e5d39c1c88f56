import { writtenArms } from '../experiment/expand-arms.ts';
import type { Experiment, Role } from '../experiment/schema.ts';
import type { OwnKernelMarks } from '../experiment/shaders.ts';
import type { ActivationDtype, Quantize, WeightDtype } from '../numerics/dtypes.ts';
import type { KernelSets } from '../numerics/sets/kernel-sets.ts';
import type { Sampler } from '../numerics/top-sampler.ts';
import type { ExpertServing } from '../steps/arm-spec.ts';
import type { WidthsAsked } from '../steps/dynamic-widths.ts';
import type { AdapterReport, EngineKind } from '../steps/engine.ts';
import type { Drop } from '../steps/expert-capacity.ts';
import type { LogitComparison } from '../steps/logit-comparison.ts';
import type { Verification } from '../steps/verified-by.ts';
import type { OwnClaim } from './own-claim.ts';
import type { PositionTrace } from './position-trace.ts';
import type { Posture } from './posture.ts';
import type { Drafting, SpeculationRecord } from './speculation.ts';
import type { VerificationTotals, VerifiedWindow } from './verification.ts';

/** How a request ended. */
export type Finish =
  | { readonly reason: 'length' }
  | { readonly reason: 'end-of-text' }
  | { readonly reason: 'error'; readonly message: string };

export interface RequestRecord {
  readonly id: string;
  readonly role: Role;
  readonly promptTokens: readonly number[];
  readonly tokens: readonly number[];
  readonly text: string;
  /** `2:` and SHA-256 (hex) over the tokens and the digests of the logits at each generated position; of runs from before there were digests the hex alone, over whole logits. */
  readonly fingerprint: string;
  /** Of a probe, that over whole logits beside it, where one was brought to be compared with. */
  readonly fingerprint1?: string;
  readonly finish: Finish;
  /** What it was left under `serving.effort`, and the step that it was set in; left out where nothing was set. */
  readonly budget?: { readonly newTokens: number; readonly step: number; readonly waiting: number };
  /** Of a probe, where experts had no room for its rows, and because of whom; left out: nowhere. */
  readonly dropped?: readonly Drop[];
}

/** A request's part in a step. */
export interface SliceRecord {
  readonly request: string;
  readonly rows: number;
  /** `decode`: the one row after everything cached. `prefill`: the prompt, a chunk of it, or what was lost by preemption. */
  readonly kind: 'prefill' | 'decode';
  /** Index of the generated token that it gave, of several the first; null where more rows of the request had to follow. */
  readonly token: number | null;
  /** Of its rows, those of drafted tokens, and how many of these stand, so that it gave one token more. Left out: nothing was drafted. */
  readonly drafted?: number;
  readonly accepted?: number;
}

export interface StepRecord {
  /** M: token positions that went through the model in this step. */
  readonly rows: number;
  /** Who shared the step, in batch order. */
  readonly slices: readonly SliceRecord[];
  /** Requests that had arrived and got no row in this step. */
  readonly waiting: readonly string[];
  /** Reduction plan of each operation, as a short text. */
  readonly plans: Readonly<Record<string, string>>;
  /** Requests that lost their cache to make the step possible. */
  readonly preempted: readonly string[];
  readonly milliseconds: number;
  /** It was run twice: what had been computed ahead of the step before held a request that ended there, and was thrown away. */
  readonly repeated?: boolean;
  /** By request that begins in it, new tokens that it is left and how many others wait; left out: none is set. */
  readonly budgets?: readonly (readonly [request: string, newTokens: number, waiting: number])[];
  /** Steps of a draft model before it, and milliseconds of it that drafting took. Left out: nothing was drafted. */
  readonly drafting?: Drafting;
  /** What it verified of its one request. Left out: it verified nothing. */
  readonly verified?: VerifiedWindow;
  /** Choices of its rows that experts had no room for; left out: none. */
  readonly dropped?: number;
}

/** How much work an arm was, also where its steps are not kept. */
export interface StepTotals {
  readonly steps: number;
  /** Smallest and largest M; null where there was no step. */
  readonly rows: readonly [least: number, most: number] | null;
}

/** What was asked of an arm's widths, and mean bits a weight as it ran; null where it never did. */
export interface WidthsRecord extends WidthsAsked {
  readonly meanBits: number | null;
}

export interface ArmRecord {
  readonly name: string;
  readonly kernels: KernelSets;
  /** Own kernels by the operation whose place they took; left out where there were none. */
  readonly own?: OwnKernelMarks;
  readonly dtype: ActivationDtype;
  readonly weights: WeightDtype;
  /** What shared a scale where products read activations as q8; left out where they read them as they are. */
  readonly quantize?: Quantize;
  /** Its smaller width, who chose, and what that came to; left out where it has one. */
  readonly dynamic?: WidthsRecord;
  /** What its layers were lowered to while memory was short, if ever; left out where they stay as they are. */
  readonly lowers?: 'q8' | 'q4';
  readonly parallelism: number;
  /** What its noise was keyed by among the highest logits; left out: drawn over the whole vocabulary, by token. */
  readonly sampler?: Sampler;
  /** Left out where experts had room for all. */
  readonly experts?: ExpertServing;
  readonly requests: readonly RequestRecord[];
  readonly timing: {
    readonly milliseconds: number;
    readonly generatedTokens: number;
    readonly tokensPerSecond: number;
  };
  readonly work: StepTotals;
  /** What its drafts came to; left out where it does not speculate. */
  readonly speculation?: SpeculationRecord;
  /** Whose tokens were verified, and what that came to; left out where nobody's were. */
  readonly verification?: Verification & VerificationTotals;
  /** Empty where only the totals are kept (`Retention`). */
  readonly steps: readonly StepRecord[];
}

/** The totals after one more step. */
export function addStep({ steps, rows }: StepTotals, { rows: m }: Pick<StepRecord, 'rows'>): StepTotals {
  return { steps: steps + 1, rows: rows ? [Math.min(rows[0], m), Math.max(rows[1], m)] : [m, m] };
}

export const NO_STEPS: StepTotals = { steps: 0, rows: null };

export interface DiffRecord {
  readonly probe: string;
  readonly a: string;
  readonly b: string;
  /** Same fingerprint: every token and every logit bit agrees. */
  readonly identical: boolean;
  /** Index of the first generated token that differs; null where the streams agree. */
  readonly fork: number | null;
  /** The two tokens at the fork. */
  readonly forkTokens: { readonly a: TokenText | null; readonly b: TokenText | null } | null;
  /** `tie` where the margin at the fork was 0 in arm a, else `confident`. */
  readonly flip: 'tie' | 'confident' | null;
  /** logit(top1) - logit(top2) in arm a at the fork, or the smallest over the stream where there is none. */
  readonly margin: number | null;
  /** Generated positions with comparable contexts: up to and including the fork. */
  readonly comparedPositions: number;
  /** First generated position whose logits differ in any bit; null where none does. */
  readonly firstDifference: number | null;
  readonly differingLogits: number;
  readonly comparedLogits: number;
  /** Compared positions whose bits differ, nobody having measured by how much: no other figure counts them. Left out where there is none. */
  readonly unmeasured?: number;
  /** Left out where the whole logits of both streams were kept beside the record; false where the vocabulary is too large for that. */
  readonly wholeLogits?: boolean;
  /** Largest distance in units in the last place, across zero too, where every f32 in between counts. */
  readonly maxUlp: number;
  /** The same among logits of one sign: the size of the difference. */
  readonly maxUlpSameSign: number;
  /** Logits whose sign differs: small values on the two sides of zero. */
  readonly crossings: number;
  readonly maxAbsolute: number;
  /** Largest KL(softmax a || softmax b) over the compared positions, in nats, computed in f64. */
  readonly maxKl: number;
}

export interface TokenText {
  readonly token: number;
  readonly text: string;
}

/** A run of tokens that `arms` arms share, and where they go apart. */
export interface ForkNode {
  readonly tokens: readonly number[];
  readonly text: string;
  readonly arms: number;
  /** Most frequent first; empty at the end of a completion. */
  readonly branches: readonly ForkNode[];
}

export interface ForkTree {
  readonly probe: string;
  /** What the arms have in common. */
  readonly kernels: KernelSets;
  readonly own?: OwnKernelMarks;
  readonly dtype: ActivationDtype;
  readonly quantize?: Quantize;
  readonly arms: number;
  /** Completions that differ in some token. */
  readonly distinct: number;
  /** Completions that differ in some logit bit. */
  readonly fingerprints: number;
  readonly root: ForkNode;
}

/** Everything a run says about itself; plain JSON, the command line's `--json`. */
export interface RunRecord {
  /** Guarantees that did not hold, in words: a certificate took them back, or arms that promise equal bits gave others. */
  readonly lost: readonly string[];
  readonly experiment: Experiment;
  readonly model: { readonly name: string; readonly hash: string; readonly parameters: number };
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  readonly planRules: readonly string[];
  /** What a reader must know beside the numbers: the certificate, a set that stood in for another. */
  readonly notes: readonly string[];
  /** What was guaranteed of each arm that the experiment names, and what was only observed. */
  readonly postures: readonly Posture[];
  /** What was found of kernels that are not the lab's; left out where none ran. */
  readonly ownClaims?: readonly OwnClaim[];
  readonly arms: readonly ArmRecord[];
  readonly diffs: readonly DiffRecord[];
  /** Distinct completions of each probe over arms alike in all but company, where there are at least three. */
  readonly forkTrees: readonly ForkTree[];
}

/** Of each generated position of each probe of a compared arm, keyed `arm/request`; kept out of the record. */
export type ProbeTraces = ReadonlyMap<string, readonly PositionTrace[]>;

/** Comparisons made while the whole logits of a pair were there, by `pairKeyOf` and position; of pairs whose logits are kept none. */
export type Comparisons = ReadonlyMap<string, ReadonlyMap<number, LogitComparison>>;

export function traceKey(arm: string, request: string): string {
  return `${arm}/${request}`;
}

/** Every probe of every arm that an experiment writes out. */
export function probeStreams(experiment: Pick<Experiment, 'arms' | 'requests'>): string[] {
  const probes = new Set(experiment.requests.flatMap(({ id, role }) => (role === 'probe' ? [id] : [])));
  return writtenArms(experiment).flatMap(({ name, requests }) =>
    requests.filter((id) => probes.has(id)).map((id) => traceKey(name, id)),
  );
}

export interface RunResult {
  readonly record: RunRecord;
  readonly traces: ProbeTraces;
  readonly measured: Comparisons;
}
