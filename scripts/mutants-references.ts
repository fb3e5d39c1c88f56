import { type Mutant, unit } from './mutant.ts';

const REFERENCES = 'src/engines/references.test.ts';

/** Faults in how a published decoder is understood, which only what others compute of it can tell. */
export const REFERENCE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/model/architectures/gemma3.ts',
    "a Gemma's full layer is the first of each pattern",
    '(layer + 1) % pattern !== 0',
    'layer % pattern !== 0',
    REFERENCES,
  ),
  unit(
    'src/model/architectures/gemma3.ts',
    "a Gemma's scores are scaled as a Llama's",
    '1 / Math.sqrt(fields.query_pre_attn_scalar)',
    '1 / Math.sqrt(headDim)',
    REFERENCES,
  ),
  unit(
    'src/model/architectures/qwen.ts',
    "a Qwen's window begins a layer late",
    'layer >= first!',
    'layer > first!',
    REFERENCES,
  ),
  unit(
    'src/model/architectures/smollm3.ts',
    'the layers that are turned are those that are not',
    'said[layer] === 1',
    'said[layer] === 0',
    REFERENCES,
  ),
  unit(
    'src/model/rope-config.ts',
    'cos and sin of LongRoPE grow too much',
    'Math.sqrt(1 + naturalLog(grown) / naturalLog(original))',
    '1 + naturalLog(grown) / naturalLog(original)',
    REFERENCES,
  ),
  unit(
    'src/model/rope-angles.ts',
    'slow pairs of a scaled Llama are left as they are',
    'if (turns < lowFrequency) return frequency / factor;',
    'if (turns < lowFrequency) return frequency;',
    REFERENCES,
  ),
  unit(
    'src/model/model-weights.ts',
    'the norm before an MLP is looked for under a name that another has',
    "weight === 'postNorm' && norms === 'around'",
    "weight === 'postNorm' && norms === 'after'",
    REFERENCES,
  ),
  unit(
    'src/steps/step-rows.ts',
    'a window does not count the row itself',
    'row.index - window + 1',
    'row.index - window',
    REFERENCES,
  ),
];
