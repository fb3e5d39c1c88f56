/** Values of f32, or words where a question says so. */
export type Triple = readonly [a: number, b: number, c: number];

/** One expression, to be computed for many operands. */
export interface Question {
  readonly id: string;
  /** In WGSL, over a, b and c. `apart(x)` is x behind the barrier that portable arithmetic has. */
  readonly asked: string;
  /** What operands are read as; f32 where left out. */
  readonly of?: 'u32';
  /** What it gives; f32 where left out. */
  readonly gives?: 'u32' | 'i32';
  /** Four cases at a time, in a vec4f. */
  readonly vector?: true;
  /** Asked only of adapters that have it. */
  readonly needs?: 'shader-f16';
  /** What this lab's CPU engine, which rounds each operation to nearest even, gives: a value of f32, or a word. */
  readonly host: (a: number, b: number, c: number) => number;
}

/** Operands of all cases, as bits. */
export type OperandWords = readonly [
  Uint32Array<ArrayBuffer>,
  Uint32Array<ArrayBuffer>,
  Uint32Array<ArrayBuffer>,
];

/** Who is asked: a device, or the CPU engine. */
export interface Respondent {
  readonly offers: (feature: string) => boolean;
  /** The bits of each case's result. */
  answer(question: Question, operands: OperandWords): Promise<Uint32Array>;
}
