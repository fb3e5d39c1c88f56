import type { ModelConfig } from '../../model/model-config.ts';
import type { ValuesOf } from '../../model/model-weights.ts';
import { sampledOf } from '../../steps/step-plan.ts';
import type { Call } from './calls.ts';
import { FastForm } from './fast-form.ts';
import { commonFeeds, type Feed } from './feeds.ts';
import type { GraphForm } from './graph-form.ts';
import { type KvGroup, KvGroups } from './kv-groups.ts';
import { arrayMemory, deviceMemory } from './kv-memory.ts';
import { buildOnnx, cacheNames } from './onnx-graph.ts';
import { PlainForm } from './plain-form.ts';
import { type InferenceSession, type OrtModule, oneAtATime, type Tensor } from './runtime.ts';

export type OrtForm = 'fast' | 'plain';

/** A model opened in onnxruntime-web; arms with the same weights share it and keep caches of their own. */
export interface OrtSession {
  /** Caches for requests of at most `capacity` positions. */
  openCaches(capacity: number): OrtCaches;
  release(): Promise<void>;
}

export interface OrtCaches {
  /** (sampled rows) x (vocabulary) logits of one call; the rows' keys and values are kept. */
  run(call: Call): Promise<readonly Float32Array[]>;
  drop(requests: readonly string[]): void;
  destroy(): void;
}

/** Opens the model on the device given, or in WebAssembly. Throws what onnxruntime says. */
export async function openSession(
  ort: OrtModule,
  device: GPUDevice | null,
  config: ModelConfig,
  valuesOf: ValuesOf,
  form: OrtForm,
): Promise<OrtSession> {
  const graphForm = form === 'fast' ? new FastForm(config) : new PlainForm(config);
  const model = buildOnnx(config, valuesOf, graphForm);
  const names = cacheNames(config);
  const session = await oneAtATime(() =>
    ort.InferenceSession.create(model.graph, {
      executionProviders: [device ? { name: 'webgpu', device } : 'wasm'],
      externalData: [...model.weights],
      // Above `basic` it would fuse the plain form's nodes into the very operators that the fast form names.
      graphOptimizationLevel: form === 'fast' ? 'all' : 'basic',
      ...(device && {
        preferredOutputLocation: Object.fromEntries(names.map((name) => [`present_${name}`, 'gpu-buffer'])),
      }),
    }),
  );
  const opened = { ort, session, form: graphForm, names, vocabSize: config.vocabSize };
  return {
    openCaches: (capacity) =>
      device ? deviceCaches(opened, device, capacity) : arrayCaches(opened, capacity),
    release: () => oneAtATime(() => session.release()),
  };
}

interface Opened {
  readonly ort: OrtModule;
  readonly session: InferenceSession;
  readonly form: GraphForm;
  /** Of the caches: `key.0`, `value.0`, ... */
  readonly names: readonly string[];
  readonly vocabSize: number;
}

function arrayCaches(opened: Opened, capacity: number): OrtCaches {
  const { ort, names } = opened;
  const memory = arrayMemory(size(opened.form.cacheShape(1, capacity)));
  const toTensor = (cache: Float32Array, dims: number[]) => new ort.Tensor('float32', cache, dims);
  return caches(opened, capacity, new KvGroups(memory, names.length), toTensor, async (feeds, group) => {
    const outputs = await opened.session.run(feeds);
    group.caches = names.map((name) => outputs[`present_${name}`].data as Float32Array);
    return outputs.logits;
  });
}

function deviceCaches(opened: Opened, device: GPUDevice, capacity: number): OrtCaches {
  const { ort, names } = opened;
  const memory = deviceMemory(device, size(opened.form.cacheShape(1, capacity)));
  const toTensor = (cache: GPUBuffer, dims: number[]) =>
    ort.Tensor.fromGpuBuffer(cache, { dataType: 'float32', dims });
  return caches(opened, capacity, new KvGroups(memory, names.length), toTensor, async (feeds) => {
    // The same buffers as inputs and as outputs: onnxruntime then writes the new rows in place.
    const fetches = Object.fromEntries(names.map((name) => [`present_${name}`, feeds[`past_${name}`]]));
    return (await opened.session.run(feeds, { logits: null, ...fetches })).logits;
  });
}

type TensorFeeds = Record<string, Tensor>;

function caches<Cache>(
  { ort, form, names, vocabSize }: Opened,
  capacity: number,
  groups: KvGroups<Cache>,
  toTensor: (cache: Cache, dims: number[]) => Tensor,
  execute: (feeds: TensorFeeds, group: KvGroup<Cache>) => Promise<Tensor>,
): OrtCaches {
  const tensor = ({ type, data, dims }: Feed) => new ort.Tensor(type, data, dims);
  return {
    run: (call) =>
      oneAtATime(async () => {
        const group = groups.take(call.slices.map(({ request }) => request));
        const dims = form.cacheShape(call.slices.length, capacity);
        const inputs = { ...commonFeeds(call), ...form.feeds(call, capacity) };
        const feeds: TensorFeeds = Object.fromEntries([
          ...Object.entries(inputs).map(([name, feed]) => [name, tensor(feed)]),
          ...names.map((name, i) => [`past_${name}`, toTensor(group.caches[i], dims)]),
        ]);
        const logits = (await execute(feeds, group)).data as Float32Array;
        const sampled = call.slices.flatMap(sampledOf);
        return sampled.map((_, i) => logits.slice(i * vocabSize, (i + 1) * vocabSize));
      }),
    drop: (requests) => groups.drop(requests),
    destroy: () => groups.destroy(),
  };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
