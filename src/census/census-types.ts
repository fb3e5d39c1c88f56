import type { PortableVerdict } from '../numerics/portable/verdict.ts';
import type { AdapterReport } from '../steps/engine.ts';

/**
 * What one adapter was found to do where WGSL leaves it open: one JSON, `census@1`, checked by census-schema.ts. Lists are in one order and
 * entries have fixed ids, so that two files compare line by line (compare-censuses.ts). Everything but `device` and `timing` is arithmetic: the
 * same adapter gives the same again.
 */
export interface Census {
  readonly schema: 'census@1';
  /** ISO day. */
  readonly on: string;
  /** `cpu`: this lab's CPU engine, the reference. */
  readonly engine: 'webgpu' | 'cpu';
  readonly runtime: CensusRuntime;
  readonly adapter: AdapterReport;
  /** Whether the kernel set `portable` holds here. */
  readonly portable: PortableVerdict;
  /** `a + b`, `a - b`, `a * b`, `a / b`, `sqrt(a)`: what IEEE 754 rounds correctly. */
  readonly roundings: readonly Accuracy[];
  /** `fma`, `exp`, `log`, `inverseSqrt`, `sin`, `cos` and others. */
  readonly functions: readonly Accuracy[];
  /** Whether expressions are computed as they are written: fusion, with and without a barrier, and reassociation. */
  readonly expressions: readonly ExpressionFact[];
  /** Whether values below 2^-126 live, by operation. */
  readonly subnormals: readonly SubnormalFact[];
  /** 16-bit floats: `pack2x16float`, `unpack2x16float`, and the type f16 where the adapter has it. */
  readonly halves: readonly HalfFact[];
  /** NaN, infinities, -0, conversions out of range: the one result of each, as a word. */
  readonly habits: readonly Habit[];
  /** Null for the CPU engine. */
  readonly device: DeviceFacts | null;
  /** Null for the CPU engine. */
  readonly timing: CensusTiming | null;
}

/** Nothing of a user agent but this. */
export interface CensusRuntime {
  /** `Node`, `Deno`, `Chromium`, `Edge`, `Firefox`, `Safari` or `another browser`. */
  readonly name: string;
  /** A browser's major version; that of Node and Deno, whole. Empty where it is not told. */
  readonly version: string;
}

/** A function over stated operands, against its value in f64. */
export interface Accuracy {
  readonly id: string;
  /** As WGSL writes it. */
  readonly asked: string;
  /** Operands in words. */
  readonly over: string;
  readonly cases: number;
  /** Results that are the nearest f32, ties to even. */
  readonly nearest: number;
  /** The largest distance from the value, in units of the last place of the nearest f32; null where a result was no number. */
  readonly largestUlp: number | null;
  /** Largest absolute error; null where a result was no number. */
  readonly largestError: number | null;
  /** Operands of the largest. */
  readonly at: readonly number[];
  /** What WGSL allows, in words. */
  readonly allowed: string;
  readonly within: boolean;
  /** Of all result bits: two adapters with one digest gave the same bits. Eight hexadecimal digits. */
  readonly digest: string;
}

export interface ExpressionFact {
  readonly id: string;
  readonly asked: string;
  readonly cases: number;
  /**
   * Of `fma` `fused` or `unfused`, of all else `as written` or what was done instead. `mixed`: some cases one way and some another;
   * `otherwise`: a case follows none of the ways that are known.
   */
  readonly found: 'as written' | 'unfused' | 'fused' | 'reassociated' | 'simplified' | 'mixed' | 'otherwise';
  readonly digest: string;
}

export interface SubnormalFact {
  readonly id: string;
  readonly asked: string;
  /** Where the subnormal stands. */
  readonly in: 'operand' | 'result' | 'both';
  readonly cases: number;
  readonly found: 'kept' | 'flushed' | 'mixed' | 'otherwise';
}

export interface HalfFact {
  readonly id: string;
  readonly asked: string;
  readonly cases: number;
  /** `not offered`: the adapter has no f16. */
  readonly found:
    | 'to nearest even'
    | 'toward zero'
    | 'exact'
    | 'kept'
    | 'flushed'
    | 'otherwise'
    | 'not offered';
  /** Cases that are the nearest (or exact, or kept). */
  readonly right: number;
}

export interface Habit {
  readonly id: string;
  readonly asked: string;
  /** `NaN`, `-0`, `infinity`, or the number. */
  readonly found: string;
}

export interface DeviceFacts {
  /** Names of WebGPU features that the adapter offers, sorted. */
  readonly features: readonly string[];
  /** WGSL language features, sorted. */
  readonly languageFeatures: readonly string[];
  /** The adapter's limits, by WebGPU's names. */
  readonly limits: Readonly<Record<string, number>>;
  /** Threads: what the adapter says and what a kernel saw; null where it has no subgroups. */
  readonly subgroups: { readonly min: number; readonly max: number; readonly seen: number | null } | null;
}

export interface CensusTiming {
  /** Nanoseconds between two timestamps that differ least; null where the adapter takes none. */
  readonly timestampGrain: number | null;
  /** Microseconds between two readings of the clock that differ least. */
  readonly clockGrain: number;
  /** Microseconds that one more dispatch of an empty kernel takes in a submission. */
  readonly dispatch: Distribution;
  /** Microseconds from the submission of an empty kernel until its 16 bytes are read. */
  readonly map: Distribution;
}

/** Quantiles of what was measured. */
export interface Distribution {
  readonly samples: number;
  readonly least: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
}
