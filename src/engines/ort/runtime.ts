import type * as Ort from 'onnxruntime-web/webgpu';

/** onnxruntime-web, loaded and told where its parts are. One process or worker has one. */
export type OrtModule = Pick<typeof Ort, 'env' | 'InferenceSession' | 'Tensor'>;
export type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';

let last: Promise<unknown> = Promise.resolve();

/** Runs work once all earlier work has ended: onnxruntime-web neither opens nor runs two sessions at once. */
export function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

/** Settings for every host: one thread, since static hosts are not cross-origin isolated, and no second worker. */
export function configure(ort: OrtModule, paths: { readonly mjs: string; readonly wasm: string }): OrtModule {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.proxy = false;
  ort.env.wasm.wasmPaths = paths;
  ort.env.logLevel = 'error';
  return ort;
}
