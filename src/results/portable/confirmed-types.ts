/** One implementation of `portable` that was seen to give a fingerprint. */
export interface Implementation {
  /** As a reader knows it: `Dawn on SwiftShader`, `Firefox 153 on lavapipe`, `CPU engine in Node`. */
  readonly name: string;
  readonly engine: 'webgpu' | 'cpu';
  /** ISO day. */
  readonly on: string;
}

/** A run whose fingerprint several implementations gave, by `npm run portable`. */
export interface Confirmation {
  readonly fingerprint: string;
  /** Model, prompts and tokens, in words. */
  readonly what: string;
  readonly by: readonly Implementation[];
}
