import { type Mutant, unit } from './mutant.ts';

/** Faults in `model`: what a checkpoint may be, how it is read, and its tokenizer. */
export const MODEL_MUTANTS: readonly Mutant[] = [
  unit(
    'src/model/safetensors.ts',
    'a tensor may have more bytes than its shape',
    'if (end - begin !== size)',
    'if (end - begin < size)',
    'src/model/safetensors.test.ts',
  ),
  unit(
    'src/model/safetensors.ts',
    'gaps between tensors are taken',
    'if (begin !== covered)',
    'if (begin < covered)',
    'src/model/safetensors.test.ts',
  ),
  unit(
    'src/model/safetensors.ts',
    'bytes after the last tensor are taken',
    'if (covered !== dataBytes)',
    'if (covered > dataBytes)',
    'src/model/safetensors.test.ts',
  ),
  unit(
    'src/model/safetensors.ts',
    'f16 is read as bf16',
    'tensors.set(name, { name, dtype, shape,',
    "tensors.set(name, { name, dtype: dtype === 'F16' ? 'BF16' : dtype, shape,",
    'src/model/safetensors.test.ts',
  ),
  unit(
    'src/model/load.ts',
    'one tensor too many is taken',
    'if (unknown.length > 0)',
    'if (unknown.length > 1)',
    'src/model/load.test.ts',
  ),
  unit(
    'src/model/load.ts',
    'a matrix may be transposed',
    'a.every((size, axis) => size === b[axis])',
    'a.every((size) => b.includes(size))',
    'src/model/load.test.ts',
  ),
  unit(
    'src/model/widen.ts',
    'f16 subnormals are halved',
    '((top + 103) << 23)',
    '((top + 102) << 23)',
    'src/model/widen.test.ts',
  ),
  unit(
    'src/model/tokenizer.ts',
    'a begin-of-text that the text spells is doubled',
    ' && tokens[0] !== bos',
    '',
    'src/model/tokenizer.test.ts',
  ),
  unit(
    'src/model/config.ts',
    'the RoPE base of newer files is passed over',
    'return inner ?? outer ?? 10_000;',
    'return outer ?? 10_000;',
    'src/model/config.test.ts',
  ),
  unit(
    'src/model/config.ts',
    'sliding windows are passed over',
    '    sliding_window: unsupported,\n',
    '',
    'src/model/config.test.ts',
  ),
  unit(
    'src/model/config.ts',
    'scaled RoPE is read as plain',
    "const plainRope = z.literal('default', '\"default\"').optional();",
    'const plainRope = z.string().optional();',
    'src/model/config.test.ts',
  ),
  unit(
    'src/model/config.ts',
    'heads need not share key heads evenly',
    'if (heads % kvHeads !== 0)',
    'if (heads < kvHeads)',
    'src/model/config.test.ts',
  ),
];
