import type { Experiment, Role } from '../../experiment/schema.ts';
import type { CanaryDecision } from '../../steps/canary-test.ts';
import type { AdapterReport, EngineKind } from '../../steps/engine.ts';
import type { Drop, DroppedToken } from '../../steps/expert-capacity.ts';
import type { KvMove } from '../../steps/moves.ts';
import type { Flaw, InputQuality } from '../../steps/routing.ts';
import type { CanaryRule, Serving } from '../../steps/serving.ts';
import type { Posture } from '../posture.ts';
import type { Drafting, SpeculationRecord } from '../speculation.ts';
import type { VerificationTotals, VerifiedWindow } from '../verification.ts';

/** How a request under load ended: in exactly one of these ways. */
export type LoadOutcome =
  | { readonly kind: 'done'; readonly reason: 'length' | 'end-of-text' }
  /** Never ran: the queue was full, it could never fit, or its deadline passed; `message` is what it is told. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
  /** The run was stopped before it ended. */
  | { readonly kind: 'unfinished' };

/** Times are milliseconds of the run's clock since its start. */
export interface LoadRequest {
  readonly id: string;
  readonly role: Role;
  readonly tier: number;
  readonly promptTokens: number;
  readonly arrived: number;
  /** First step that had a row of it; null where it had none. */
  readonly admitted: number | null;
  /** (generated tokens) when each was there; the first is TTFT's end. */
  readonly tokenTimes: readonly number[];
  /** (generated tokens) ids. */
  readonly tokens: readonly number[];
  readonly text: string;
  readonly ended: number | null;
  readonly outcome: LoadOutcome;
  /** Times it lost its blocks to be computed again, and to host memory. */
  readonly preempted: number;
  readonly swapped: number;
  /** Prompt tokens whose keys and values were found in the cache. */
  readonly cached: number;
  /** Keys dropped for good. */
  readonly evicted: number;
  /** Choices of its rows that experts had no room for; left out: none. */
  readonly dropped?: number;
  /** Of a probe each of these, and because of whom. */
  readonly drops?: readonly Drop[];
  /** `2:` and SHA-256, as in a run's record; of a request with no token null. */
  readonly fingerprint: string | null;
  /** Of a probe, 16 hex digits of SHA-256 over its prompt's token ids: whoever asks the same again can tell that it was the same. */
  readonly promptHash?: string;
  /** Of a probe whose shadow was looked at. */
  readonly besideAlone?: BesideAlone;
  /** What it was left under `serving.effort`; left out where nothing was set. */
  readonly budget?: BudgetSet;
  /** Left out where the arm has one replica. */
  readonly route?: RouteTaken;
  /** Whether its answer is right; one that got none is not. Left out: nobody grades it. */
  readonly passed?: boolean;
}

/** Where a request was sent. */
export interface RouteTaken {
  /** 0: the arm's own replica, 1: the second one. */
  readonly replica: 0 | 1;
  /** The bound that its prompt broke; left out: none. */
  readonly flaw?: Flaw;
  /** What was measured of its prompt; left out where the rule asks nothing of it. */
  readonly quality?: InputQuality;
}

/** New tokens that a request was left, of those that it asked for, and when that was set. */
export interface BudgetSet {
  readonly newTokens: number;
  readonly asked: number;
  /** Milliseconds of the clock, and requests that waited beside it then. */
  readonly at: number;
  readonly waiting: number;
}

/** A request's part in a step. */
export interface LoadSlice {
  readonly request: string;
  readonly rows: number;
  readonly kind: 'prefill' | 'decode';
  /** Of its rows, those of drafted tokens, and how many of these stand. Left out: nothing was drafted. */
  readonly drafted?: number;
  readonly accepted?: number;
}

/** So many tokens of a request. */
export type TokensOf = readonly [request: string, tokens: number];

export interface LoadStep {
  readonly step: number;
  /** When it began and how long it took, in milliseconds of the clock. */
  readonly at: number;
  readonly milliseconds: number;
  /** M, and how much of it is which. */
  readonly rows: number;
  readonly prefillRows: number;
  readonly decodeRows: number;
  readonly slices: readonly LoadSlice[];
  /** Index into `LoadArm.plans`. */
  readonly plan: number;
  readonly moves: readonly KvMove[];
  /** Steps of a draft model before it, and milliseconds of it that drafting took. Left out: there were none. */
  readonly drafting?: Drafting;
  /** What it verified of its one request. Left out: it verified nothing. */
  readonly verified?: VerifiedWindow;
  /** Whether attention went through a shared prefix once; left out where it did not. */
  readonly cascade?: true;
  readonly preempted: readonly string[];
  /** Of those, whose blocks went to host memory; left out: nobody's. */
  readonly swapped?: readonly string[];
  /** By request, prompt tokens whose keys and values were found in the cache as it began in it; left out: nobody's. */
  readonly found?: readonly TokensOf[];
  /** By request, keys that were dropped for good before it; left out: nobody's. */
  readonly evicted?: readonly TokensOf[];
  /** By request that begins in it, new tokens that it is left and how many others wait; left out: none is set. */
  readonly budgets?: readonly (readonly [request: string, newTokens: number, waiting: number])[];
  /** 1: the second replica's; left out: the arm's own. */
  readonly replica?: 1;
  /** KV blocks that came from another pool before it; left out: none. */
  readonly handedOver?: number;
  /** Layers that it ran in a smaller format; left out: none. */
  readonly lowered?: number;
  /** Bytes of the matrices of all layers in it, as a server holds them that keeps one format of each; left out where no layer is ever lowered. */
  readonly weightBytes?: number;
  /** By request, choices of its rows that experts had no room for; left out: nobody's. */
  readonly dropped?: readonly TokensOf[];
  /** Mean bits a weight of its products, where the arm chooses widths. */
  readonly bits?: number;
  /** Of probes each of these, and because of whom. */
  readonly drops?: readonly DroppedToken[];
  /** Requests that have arrived and wait. */
  readonly waiting: number;
  /** KV blocks that requests hold, that only the prefix cache holds, and that are free. */
  readonly blocks: { readonly held: number; readonly cached: number; readonly free: number };
  /** Cache positions of the requests that run: how many hold a key, and how many a reservation by maximum length would take. */
  readonly positions: { readonly filled: number; readonly reserved: number };
  /** Who holds each physical block, an index into `LoadArm.requests`, -1: nobody, -2: the prefix cache, -3: weights, whose bytes are no blocks now; left out where not kept. */
  readonly owners?: readonly number[];
  /** How many requests hold each physical block; left out where none is shared. */
  readonly holders?: readonly number[];
  /** Of probes, where it was looked: their logits beside the same tokens alone. */
  readonly shadows?: readonly Shadow[];
}

/** Shadow-solo divergence: a probe's row of a step beside the same tokens alone under the same kernel set, teacher-forced. */
export interface Shadow {
  readonly request: string;
  /** Generated position. */
  readonly position: number;
  readonly differing: number;
  /** Largest distance among logits of one sign. */
  readonly maxUlp: number;
  /** Logits on the two sides of zero, which units in the last place tell nothing of; left out: none. */
  readonly crossings?: number;
  /** KL(softmax loaded || softmax alone), nats. */
  readonly kl: number;
  /** The token that the same request alone would be given here: another one is a fork. Left out where it was not asked. */
  readonly alone?: number;
  /** Of the token that the request was given, before temperature; left out where it is among the highest of neither side. */
  readonly probability?: { readonly loaded: number; readonly alone: number };
}

/** A probe under load beside the same tokens alone, over all positions that were looked at. */
export interface BesideAlone {
  readonly looked: number;
  /** Positions with any other bit, and the first of them. */
  readonly differing: number;
  readonly firstDifference: number | null;
  /** First position at which it would have been given another token alone. */
  readonly fork: number | null;
  /** Over positions: largest distance among logits of one sign, and largest KL in nats. */
  readonly maxUlp: number;
  readonly maxKl: number;
  /** exp(mean(-ln p)) of the tokens that it was given, by its own logits and by those alone; null where no probability is known. */
  readonly perplexity: { readonly loaded: number; readonly alone: number } | null;
  /** Where company made its token most likely against alone: what another request told it stands out here. */
  readonly raised: (Required<Pick<Shadow, 'probability'>> & Pick<Shadow, 'position'>) | null;
}

export interface Distribution {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Over requests that are done, in milliseconds; null where there is none. */
export interface LoadMetrics {
  /** Arrival to first token. */
  readonly ttft: Distribution | null;
  /** (last token - first token) / (tokens - 1), of requests with at least two. */
  readonly tpot: Distribution | null;
  /** Between one token and the next, over all of them. */
  readonly itl: Distribution | null;
  /** Arrival to last token. */
  readonly e2el: Distribution | null;
  /** Milliseconds from the first arrival to the last end. */
  readonly duration: number;
  readonly completed: number;
  readonly refused: number;
  readonly failed: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Per second of the clock. */
  readonly requestThroughput: number;
  readonly outputThroughput: number;
  /** Requests a second that met every limit; null where no limit is stated. */
  readonly goodput: number | null;
}

/** Stated limits for goodput, in milliseconds. */
export interface ServiceLimits {
  readonly ttft?: number;
  readonly tpot?: number;
  readonly e2el?: number;
}

/** What the mechanisms did in an arm. */
export interface Mechanisms {
  readonly steps: number;
  /** Times that a request lost its blocks, to be computed again or to host memory: a request counts the two apart. */
  readonly preemptions: number;
  /** Blocks. */
  readonly swappedOut: number;
  readonly swappedIn: number;
  readonly copied: number;
  readonly evictedTokens: number;
  /** Choices of rows that experts had no room for; left out: none. */
  readonly droppedChoices?: number;
  /** Mean bits a weight over rows, where products have two widths. */
  readonly meanBits?: number;
  /** Prompt tokens taken from the cache, of all prompt tokens. */
  readonly cachedTokens: number;
  readonly promptTokens: number;
  readonly cascadeSteps: number;
  readonly handedOver: number;
  /** Answers that were left fewer tokens than they asked for, and how many fewer in all; left out where no budget was set. */
  readonly shortened?: number;
  readonly shortenedBy?: number;
  /** Requests that were sent to the second replica; left out where there is none. */
  readonly routed?: number;
  /** Tokens that were drafted and verified, and those of them that stand; left out where none was drafted. */
  readonly drafted?: number;
  readonly accepted?: number;
  /** What verification came to; left out where nothing was verified. */
  readonly verification?: VerificationTotals;
  /** Share of held blocks' slots without a token, and of a reservation by maximum length; means over steps. */
  readonly waste: { readonly paged: number; readonly reserved: number };
  /** Mean and largest share of the pool that requests hold. */
  readonly occupancy: { readonly mean: number; readonly most: number };
  /** Layers in a smaller format: mean and most over steps, and how often one was swapped; left out where none ever was. */
  readonly precision?: { readonly swaps: number; readonly mean: number; readonly most: number };
}

/** What a test knew of a canary when a request of it had ended, at `at` milliseconds of the clock. */
export interface CanaryLook extends CanaryDecision {
  readonly at: number;
  /** Steps that both replicas had taken. */
  readonly step: number;
}

/** A canary's trial. */
export interface CanaryRecord {
  readonly rule: CanaryRule;
  /** In order, one for each request of the canary that was counted; the last one of a trial that is over has decided. */
  readonly looks: readonly CanaryLook[];
}

export interface LoadArm {
  readonly name: string;
  /** As it began; switches in mid-run are among `switched`. */
  readonly serving: Serving;
  readonly switched: readonly { readonly at: number; readonly serving: Serving }[];
  readonly clock: LoadClock;
  /** In the order of their arrival; empty where only totals are kept. */
  readonly requests: readonly LoadRequest[];
  /** Texts of plans that steps name by index. */
  readonly plans: readonly Readonly<Record<string, string>>[];
  /** Empty where only totals are kept. */
  readonly steps: readonly LoadStep[];
  readonly metrics: LoadMetrics;
  readonly mechanisms: Mechanisms;
  /** What went wrong on purpose, for whoever looks for it elsewhere to compare with: no other field tells. Left out: nothing did. */
  readonly faults?: { readonly misrouted: readonly string[] };
  /** What its drafts came to; left out where it does not speculate. */
  readonly speculation?: SpeculationRecord;
  /** How its canary was tried; left out where it has none. */
  readonly canary?: CanaryRecord;
}

/** What a step of so many rows and keys costs on this device: what a virtual clock goes by. */
export interface CostTable {
  /** Which engine and adapter it was measured on. */
  readonly measuredOn: string;
  /** Entries by rows and keys; a step between two is interpolated. */
  readonly entries: readonly { readonly rows: number; readonly keys: number; readonly ms: number }[];
  /** One KV block to host memory or back, in milliseconds. */
  readonly swapMs: number;
  /** What a step takes whose layers are lowered under load. Left out: as much as any other. */
  readonly lowered?: LoweredCost;
}

/** How much longer or shorter steps are with layers in a smaller format. */
export interface LoweredCost {
  readonly to: 'q8' | 'q4';
  /** How many layers were lowered where it was measured: with fewer the difference is so much smaller. */
  readonly layers: number;
  /** Ascending by rows: so many times what the step takes with none. */
  readonly times: readonly { readonly rows: number; readonly times: number }[];
}

export type LoadClock =
  | { readonly kind: 'real' }
  | {
      readonly kind: 'virtual';
      readonly table: CostTable;
      /** Of the model that drafts, where one does. */
      readonly draft?: CostTable;
    };

/** Everything a run under load says about itself; plain JSON. */
export interface LoadRecord {
  /** Guarantees that did not hold, in words. */
  readonly lost: readonly string[];
  readonly experiment: Experiment;
  readonly clock: LoadClock['kind'];
  readonly model: { readonly name: string; readonly hash: string; readonly parameters: number };
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  readonly limits: ServiceLimits;
  readonly notes: readonly string[];
  /** What was guaranteed of each arm, and what was only observed. */
  readonly postures: readonly Posture[];
  readonly arms: readonly LoadArm[];
}
