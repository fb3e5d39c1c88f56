import { describe, expect, test } from 'vitest';
import { assembleCheckpoint } from '../../model/assemble.ts';
import type { Checkpoint, StoredTensor } from '../../model/checkpoint.ts';
import { tensorsOf } from '../../model/graph.ts';
import { loadModel } from '../../model/load.ts';
import type { Experts, LayerAttention, ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { REFERENCE_NAMES, type Reference, readReference } from '../../model/testing/references.ts';
import { readWeights } from '../../model/weights.ts';
import { largestError, REFERENCE_BOUND } from '../testing/reference-run.ts';
import { CpuEngine } from './cpu.ts';

/** A model read as if it were without one of its traits. */
interface Control {
  readonly config: (config: ModelConfig) => ModelConfig;
  /** Names that its tensors have for a model of the other config; the others' stay. */
  readonly renamed?: (name: string) => string;
  /** What else is done to the checkpoint. */
  readonly altered?: (checkpoint: Checkpoint) => Checkpoint;
}

type Optional =
  | 'ropeScaling'
  | 'attention'
  | 'qkvBias'
  | 'outBias'
  | 'mlpBias'
  | 'qkNorm'
  | 'gainsLessOne'
  | 'gate';
type Multiplier = 'embeddingScale' | 'residualScale' | 'attentionScale' | 'logitDivisor';

function without(...fields: (Optional | Multiplier)[]): Control {
  return {
    config: (config) => {
      const kept = Object.entries(config).filter(([key]) => !fields.some((field) => field === key));
      expect(kept).toHaveLength(Object.keys(config).length - fields.length);
      return Object.fromEntries(kept) as unknown as ModelConfig;
    },
  };
}

function attending(
  of: (config: ModelConfig, layer: number, own: LayerAttention | undefined) => LayerAttention,
) {
  return {
    config: (config: ModelConfig): ModelConfig => ({
      ...config,
      attention: Array.from({ length: config.layers }, (_, i) => of(config, i, config.attention?.[i])),
    }),
  };
}

const unwindowed = attending((_, __, own) => ({ rope: own!.rope, window: null }));
/** One position more or less than the config says. */
const windowBy = (more: number) =>
  attending((_, __, own) => ({ rope: own!.rope, window: own!.window && own!.window + more }));

/** Norms where a Llama has them. */
const normsBefore = (names: Readonly<Record<string, string>>): Control => ({
  config: ({ norms: _, ...config }) => config,
  renamed: (name) => {
    const [, layer, own] = /^(.*\.\d+\.)(\w+_layernorm)\.weight$/.exec(name) ?? [];
    return own === undefined ? name : `${layer}${names[own] ?? `dropped_${own}`}.weight`;
  },
});

const as: Control['config'] = (config) => config;

/** Gate and up of a fused tensor in the other order. */
const upFirst: Control = {
  config: as,
  altered: (checkpoint) => ({
    ...checkpoint,
    layers: checkpoint.layers.map((layer) => ({ ...layer, gate: layer.up, up: layer.gate })),
  }),
};

const halfTheta: Control = { config: (config) => ({ ...config, ropeTheta: config.ropeTheta / 2 }) };

const CONTROLS: Readonly<Record<string, Readonly<Record<string, Control>>>> = {
  llama: { 'another base of RoPE': halfTheta },
  'llama-linear': { 'no scaling of RoPE': without('ropeScaling') },
  'llama-llama3': {
    'no scaling of RoPE': without('ropeScaling'),
    'no mean between slow and fast pairs': {
      config: (config) => ({
        ...config,
        ropeScaling: { ...config.ropeScaling!, highFrequency: 1 + 1e-6 } as ModelConfig['ropeScaling'] &
          object,
      }),
    },
  },
  'llama-biases': {
    'no bias of q, k and v': without('qkvBias'),
    'no bias of o': without('outBias'),
    'no bias of the MLP': without('mlpBias'),
  },
  mistral: {
    'no window': without('attention'),
    'a window of one more': windowBy(1),
    'a window of one less': windowBy(-1),
  },
  qwen2: {
    'no bias': without('qkvBias'),
    'the window that is not used': attending((_, layer) => ({ rope: 'main', window: layer >= 1 ? 8 : null })),
  },
  'qwen2-windows': {
    'no window': without('attention'),
    'the window in the first layer too': attending(() => ({ rope: 'main', window: 8 })),
  },
  qwen3: { 'heads not normalised': without('qkNorm') },
  'qwen3-windows': {
    'no window': without('attention'),
    'no bias of o': without('outBias'),
    'heads not normalised': without('qkNorm'),
  },
  smollm3: {
    'all layers turned': without('attention'),
    'the other layers turned': attending((_, __, own) => ({
      rope: own!.rope === 'none' ? 'main' : 'none',
      window: null,
    })),
  },
  'phi3-window': { 'no window': without('attention'), 'up before gate': upFirst },
  'phi3-longrope': {
    'no scaling of RoPE': without('ropeScaling'),
    'divisors, but cos and sin not grown': {
      config: (config) => ({ ...config, ropeScaling: { ...config.ropeScaling!, magnitude: 1 } as never }),
    },
    'cos and sin grown, but no divisors': {
      config: (config) => ({
        ...config,
        ropeScaling: { ...config.ropeScaling!, divisors: [1, 1, 1, 1] } as never,
      }),
    },
  },
  olmo2: {
    'norms before attention and MLP': normsBefore({
      post_attention_layernorm: 'input_layernorm',
      post_feedforward_layernorm: 'post_attention_layernorm',
    }),
    'queries and keys not normalised': without('qkNorm'),
  },
  olmoe: {
    'weights scaled to sum to 1': experts({ normalised: true }),
    'an expert fewer': experts({ perToken: 2 }),
    'heads not normalised': without('qkNorm'),
    'gates of the experts in another order': { config: as, altered: turnedExperts },
  },
  'qwen3-moe': {
    'weights as the softmax has them': experts({ normalised: false }),
    'an expert more': experts({ perToken: 3 }),
    'heads not normalised': without('qkNorm'),
    'gates of the experts in another order': { config: as, altered: turnedExperts },
  },
  granite: {
    'embeddings as they are': without('embeddingScale'),
    'scores by 1 / sqrt(head_dim)': without('attentionScale'),
    'all of what a layer adds': without('residualScale'),
    'logits not divided': without('logitDivisor'),
  },
  'granite-biases': {
    'no bias of o': without('outBias'),
    'no bias of the MLP': without('mlpBias'),
    'logits not divided': without('logitDivisor'),
  },
  gemma3: {
    'gains as they are stored': without('gainsLessOne'),
    SiLU: without('gate'),
    'embeddings as they are': without('embeddingScale'),
    'scores by 1 / sqrt(head_dim)': without('attentionScale'),
    'heads not normalised': without('qkNorm'),
    'no scaling of the angles of full layers': without('ropeScaling'),
    'no window': unwindowed,
    'a window of one more': windowBy(1),
    'the angles of full layers in all': attending((_, __, own) => ({ rope: 'main', window: own!.window })),
    'scaled angles in local layers too': {
      config: (config) => ({ ...config, localRope: { ...config.localRope!, scaling: config.ropeScaling! } }),
    },
    'no norm behind attention and MLP': normsBefore({
      input_layernorm: 'input_layernorm',
      pre_feedforward_layernorm: 'post_attention_layernorm',
    }),
  },
  'gemma3-v5': {
    'gains as they are stored': without('gainsLessOne'),
    'no window': unwindowed,
    'another base in local layers': {
      config: (config) => ({ ...config, localRope: { theta: 10_000 } }),
    },
    'the full layer one earlier': attending(
      (config, layer) => config.attention![(layer + 1) % config.layers],
    ),
  },
};

function experts(changes: Partial<Experts>): Control {
  return { config: (config) => ({ ...config, experts: { ...config.experts!, ...changes } }) };
}

/** The gate of each expert is the next one's. */
function turnedExperts(checkpoint: Checkpoint): Checkpoint {
  const turned = (gate: StoredTensor): StoredTensor => {
    const each = gate.bytes.length / checkpoint.config.experts!.count;
    const bytes = Uint8Array.from([...gate.bytes.subarray(each), ...gate.bytes.subarray(0, each)]);
    const { name, dtype, shape } = gate;
    return { name, dtype, shape, bytes };
  };
  return { ...checkpoint, layers: checkpoint.layers.map((each) => ({ ...each, gate: turned(each.gate) })) };
}

async function controlled(reference: Reference, control: Control): Promise<Checkpoint> {
  const { files, name } = reference;
  const { checkpoint } = await loadModel(files, name, { needsText: false });
  const { tensors, hash } = await readWeights(files, name, checkpoint.config);
  const config = control.config(checkpoint.config);
  const named = new Map<string, StoredTensor>();
  for (const [stored, tensor] of tensors) named.set(control.renamed?.(stored) ?? stored, tensor);
  const wanted = tensorsOf(modelGraph(config)).flatMap(({ tensor, parts = [tensor] }) => parts);
  const kept = new Map(wanted.map((each) => [each, { ...named.get(each)!, name: each }]));
  const assembled = assembleCheckpoint(config, kept, hash);
  return control.altered?.(assembled) ?? assembled;
}

test('every reference has a control', () => {
  expect(Object.keys(CONTROLS).toSorted()).toEqual(REFERENCE_NAMES.toSorted());
});

test('a reference read as it is, in the way of the controls, is within the bound', async () => {
  for (const name of REFERENCE_NAMES) {
    const reference = readReference(name);
    const model = new CpuEngine().load(await controlled(reference, { config: as }));
    expect(await largestError(model, reference), name).toBeLessThan(REFERENCE_BOUND);
  }
});

describe.each(Object.entries(CONTROLS))('%s', (name, controls) => {
  const reference = readReference(name);

  test.each(Object.entries(controls))('%s: far from the reference', async (_, control) => {
    const model = new CpuEngine().load(await controlled(reference, control));
    expect(await largestError(model, reference)).toBeGreaterThan(100 * REFERENCE_BOUND);
  });
});
