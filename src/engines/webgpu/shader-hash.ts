import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { KernelSource } from '../../gpu/kernel.ts';
import type { Tuning } from '../../gpu/tuning.ts';
import { planForms } from '../../kernels/forms.ts';
import { MATMUL_FORMS, matmulSource } from '../../kernels/matmul.ts';
import type { KernelDtypes } from '../../kernels/preludes.ts';
import { bindingPrelude, MOST_PIECES } from '../../kernels/weights/pieces.ts';
import type { ModelConfig } from '../../model/config.ts';
import { ACTIVATION_DTYPES, PACKED_DTYPES } from '../../numerics/dtypes.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { armSources } from './kernel-library.ts';

/** Beyond it no rule asks for another number of lanes. */
const MOST_ROWS = 1024;

/** SHA-256 (hex) over every shader that the engine may run of a model, with its constants: a certificate speaks of these alone. */
export function shaderHash(config: ModelConfig, tuning: Tuning): string {
  const hash = sha256.create();
  const texts = new Set(allSources(config, tuning).map(sourceText));
  for (const text of texts) hash.update(utf8ToBytes(text));
  // How many buffers a matrix takes is the adapter's; whatever stands for one of them is spoken of too.
  for (let bindings = 2; bindings <= MOST_PIECES; bindings++)
    hash.update(utf8ToBytes(bindingPrelude({ bindings })));
  return bytesToHex(hash.digest());
}

function sourceText({ label, parts, constants }: KernelSource): string {
  return [label, ...parts, JSON.stringify(constants ?? {})].join('\n');
}

/** The library's own list, for every need that an arm can have. */
function allSources(config: ModelConfig, tuning: Tuning): KernelSource[] {
  const rows = Array.from({ length: MOST_ROWS }, (_, i) => i + 1);
  const lanesOf = (terms: number) =>
    new Set(KERNEL_SETS.flatMap((set) => rows.map((m) => rmsnormPlan(set, m, terms).lanes)));
  const products = new Map(
    MATMUL_FORMS.map((form) => [form, (dtypes: KernelDtypes) => matmulSource(form, dtypes)]),
  );
  return ACTIVATION_DTYPES.flatMap((activations) =>
    PACKED_DTYPES.flatMap((embedding) => {
      const { addNorm, matmul, projected, attention, ...single } = armSources(config, tuning, {
        ...{ activations, embedding },
        weights: new Set(PACKED_DTYPES),
        lanes: lanesOf(config.hiddenSize),
        headLanes: config.qkNorm ? lanesOf(config.headDim) : new Set<number>(),
        forms: planForms(tuning),
        products,
      });
      const several = [addNorm, matmul, projected, attention].flatMap((sources) => [...sources.values()]);
      return [...Object.values(single), ...several];
    }),
  );
}
