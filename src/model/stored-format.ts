import type { PackedDtype } from '../numerics/dtypes.ts';
import type { StoredDtype } from './checkpoint.ts';

const FORMAT_OF: Readonly<Record<StoredDtype, PackedDtype>> = {
  F32: 'f32',
  BF16: 'bf16',
  F16: 'f16',
  Q8_0: 'q8',
  Q4_0: 'q4',
};

/** What an arm holds weights in that keeps them as they are stored; a type that is made into f32 where it is read has no entry. */
export function storedFormat(type: string): PackedDtype {
  return FORMAT_OF[type as StoredDtype] ?? 'f32';
}

const FORMAT_IN_CONFIG: Readonly<Record<string, PackedDtype>> = {
  float32: 'f32',
  bfloat16: 'bf16',
  float16: 'f16',
};

/** What a `config.json` says that its weights are stored in (`dtype`, before transformers 5 `torch_dtype`); null where it does not. */
export function formatInConfig(json: unknown): PackedDtype | null {
  const { dtype, torch_dtype: before } = (json ?? {}) as Readonly<Record<string, unknown>>;
  const name = dtype ?? before;
  return typeof name === 'string' && Object.hasOwn(FORMAT_IN_CONFIG, name) ? FORMAT_IN_CONFIG[name] : null;
}
