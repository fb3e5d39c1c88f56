import type { BenchCase } from '../../bench/bench-case.ts';
import type { AdapterReport } from '../../steps/engine.ts';

/**
 * Where onnxruntime-web computes and with which operators: on the page's adapter or in WebAssembly on the processor; its own, which its exporters for language
 * models write, or ONNX's alone (`plain`), which older releases know too.
 */
export const ROT_ENGINES = ['ort-webgpu', 'ort-webgpu-plain', 'ort-wasm', 'ort-wasm-plain'] as const;
export type RotEngine = (typeof ROT_ENGINES)[number];

/** The same graph and weights in several releases of onnxruntime-web, in one page on one adapter; plain JSON. */
export interface RotReport {
  readonly version: 1;
  /** Where it ran: a browser's name. */
  readonly host: string;
  readonly adapter: AdapterReport;
  readonly model: { readonly name: string; readonly hash: string; readonly parameters: number };
  /** In the order of their versions; the last is the current one. */
  readonly releases: readonly string[];
  readonly prompts: readonly RotPrompt[];
  /** Tokens of an answer. */
  readonly newTokens: number;
  readonly runs: readonly RotRun[];
}

export interface RotPrompt {
  readonly id: string;
  /** Its tokens. */
  readonly length: number;
}

/** One release on one engine. */
export interface RotRun {
  readonly release: string;
  readonly engine: RotEngine;
  /** What it said where it could not run the graph, in its own words; null: it ran. All lists are empty then. */
  readonly problem: string | null;
  /** What a page fetches for it, bytes: its script and its WebAssembly. */
  readonly download: number | null;
  /** Milliseconds from its script to a session that is ready. */
  readonly open: number | null;
  readonly times: readonly RotTimes[];
  /** (prompts) greedy answers, each prompt alone in its batch. */
  readonly answers: readonly RotAnswer[];
  /** (prompts) the fingerprint of each answer where all prompts are computed in one batch. */
  readonly together: readonly string[];
}

export interface RotTimes {
  readonly case: BenchCase;
  /** Milliseconds of a step up to its logits, one for each repeat; the releases took turns within each. */
  readonly wall: readonly number[];
}

export interface RotAnswer {
  readonly tokens: readonly number[];
  /** SHA-256 of its tokens and of the bits of their logits. */
  readonly fingerprint: string;
  /** Largest distance of the first token's logits from those of the lab's own f32 engine on the processor. */
  readonly distance: number;
  /** Whether its tokens are those of that engine. */
  readonly asReference: boolean;
}
