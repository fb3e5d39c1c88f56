import type { Interval } from './statistics.ts';

/** A decoding step with weights in one format. */
export interface FormatSpeed {
  /** `q8`, or `q8:per-row` with q8 activations, a scale a row. */
  readonly format: { readonly name: string };
  readonly milliseconds: number;
  readonly spread: number;
  /** Tokens a second over those of the first format. */
  readonly speed: Interval;
  /** Bytes of weights that a step reads at least. */
  readonly bytes: number;
}

/** Decoding on one engine, the formats in turn. */
export interface FormatsReport {
  readonly model: string;
  readonly engine: 'webgpu' | 'cpu';
  readonly adapter: { readonly description: string };
  /** Load average when it began. */
  readonly host: { readonly node: string; readonly load: number };
  /** Whether times are the processor's own instead of the clock's. */
  readonly byProcessor: boolean;
  readonly found: readonly {
    readonly case: { readonly batch: number; readonly positions: number };
    readonly times: readonly FormatSpeed[];
  }[];
}

/** How activations enter a product by weights in blocks. */
export type Activations = 'plain' | 'quantised';

/** One product, ours and onnxruntime-web's MatMulNBits in turn. */
export interface ProductSpeed {
  readonly on: 'webgpu' | 'cpu';
  readonly product: string;
  readonly columns: number;
  readonly terms: number;
  readonly rows: number;
  readonly format: 'q8' | 'q4';
  /** Of one product: bf16, plain and quantised are ours, ort and ort8 theirs (accuracy_level 0 and 4). */
  readonly milliseconds: Readonly<Record<string, number>>;
  /** Their time over ours. */
  readonly timesOrt: Readonly<Record<Activations, Interval>>;
  /** Our time in bf16 over ours in the format. */
  readonly timesBf16: Readonly<Record<Activations, Interval>>;
  /** Largest difference from the sums in f64, over the largest sum. */
  readonly apart: Readonly<Record<string, number>>;
}

export interface ProductsReport {
  readonly shape: string;
  readonly adapter: string | null;
  readonly load: number;
  readonly found: readonly ProductSpeed[];
}

/** What drafting gives, by how many requests decode together. */
export interface SpeculationReport {
  readonly engine: 'webgpu' | 'cpu';
  readonly model: string;
  readonly load: number;
  readonly found: readonly {
    readonly batch: number;
    readonly name: string;
    /** Speed over that of plain decoding. */
    readonly ratio: number;
    readonly meanLength: number | null;
    readonly same: boolean;
  }[];
}

/** What `npm run -s bench -- --weights` writes: ratios within runs, never absolute claims. */
export interface WeightsReport {
  readonly version: 1;
  readonly formats: readonly FormatsReport[];
  readonly products: ProductsReport;
  readonly speculation: readonly SpeculationReport[];
}
