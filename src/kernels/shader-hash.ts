import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { KernelSource } from '../gpu/kernel.ts';
import type { Tuning } from '../gpu/tuning.ts';
import type { ModelConfig } from '../model/config.ts';
import { ACTIVATION_DTYPES } from '../numerics/dtypes.ts';
import { addNormSource } from './add_norm.ts';
import { attentionSource } from './attention.ts';
import { attentionMergeSource } from './attention_merge.ts';
import { chooseSource } from './choose.ts';
import { embedSource } from './embed.ts';
import { logitsSource } from './logits.ts';
import { MATMUL_FORMS, matmulSource } from './matmul.ts';
import { ropeKvSource } from './rope_kv.ts';
import { swigluSource } from './swiglu.ts';
import { topKSource } from './top_k.ts';

/** SHA-256 (hex) over every shader a model may run, with its constants: a certificate speaks of these and no others. */
export function shaderHash(config: ModelConfig, tuning: Tuning): string {
  const hash = sha256.create();
  for (const { parts, constants } of allSources(config, tuning)) {
    hash.update(utf8ToBytes([...parts, JSON.stringify(constants)].join('\n')));
  }
  return bytesToHex(hash.digest());
}

function allSources(config: ModelConfig, tuning: Tuning): KernelSource[] {
  return ACTIVATION_DTYPES.flatMap((activations) => [
    ...ACTIVATION_DTYPES.flatMap((weights) => [
      embedSource({ activations, weights }),
      ...MATMUL_FORMS.map((form) => matmulSource(form, { activations, weights })),
    ]),
    ...[256, 128, 64, 32].map((lanes) => addNormSource({ activations }, lanes, tuning)),
    ropeKvSource({ activations }, config),
    attentionSource({ activations }, config, tuning),
    attentionMergeSource({ activations }, config),
    swigluSource({ activations }),
    logitsSource(),
    chooseSource(tuning),
    topKSource(tuning),
  ]);
}
