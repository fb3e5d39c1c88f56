import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { KernelSource } from '../../gpu/kernel.ts';
import type { Tuning } from '../../gpu/tuning.ts';
import { type KernelForms, planForms, withoutEpilogues } from '../../kernels/forms.ts';
import { mathPreludes } from '../../kernels/math.ts';
import type { MatmulKernel } from '../../kernels/matmul-kernel.ts';
import { quantisedForms } from '../../kernels/matmul-quantised.ts';
import type { HeadLanes } from '../../kernels/qk_norm.ts';
import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { bindingPrelude, MOST_PIECES } from '../../kernels/weights/pieces.ts';
import { type ModelConfig, normsOf } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { MATMULS } from '../../model/operations.ts';
import { BLOCK } from '../../model/quantise.ts';
import { ACTIVATION_DTYPES, PACKED_DTYPES } from '../../numerics/dtypes.ts';
import type { MathName } from '../../numerics/math-name.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { armSources } from './kernel-library.ts';
import { productOf } from './products.ts';

/** Beyond it no rule asks for another number of lanes. */
const MOST_ROWS = 1024;
/** From here on the form of a product follows whole tiles of rows. */
const FEW_ROWS = 32;
const TILE_ROWS = 32;
/** One row and many, which is all that the form of a norm follows. */
const NORM_ROWS = [1, MOST_ROWS];
/** A product's form follows how many chunks its plan has, and so what the plan was made for: an arm may name any number. */
const PARALLELISMS = [1, 4, 16, 64, 256, 1024];

const known = new WeakMap<ModelConfig, Map<string, string>>();

/** SHA-256 (hex) over every shader that the engine may run of a model, with its constants: a certificate speaks of these alone. */
export function shaderHash(config: ModelConfig, tuning: Tuning): string {
  // Hundreds of texts, half a second's work, and each run asks.
  const hashes = known.get(config) ?? new Map<string, string>();
  known.set(config, hashes);
  const key = JSON.stringify(tuning);
  const hash = hashes.get(key) ?? hashOfTexts(config, tuning);
  hashes.set(key, hash);
  return hash;
}

function hashOfTexts(config: ModelConfig, tuning: Tuning): string {
  const hash = sha256.create();
  const texts = new Set(allSources(config, tuning, 'native').map(sourceText));
  for (const text of texts) hash.update(utf8ToBytes(text));
  // How many buffers a matrix takes is the adapter's; whatever stands for one of them is spoken of too.
  for (let bindings = 2; bindings <= MOST_PIECES; bindings++)
    hash.update(utf8ToBytes(bindingPrelude({ bindings })));
  // Every kernel takes its arithmetic from what stands before it, and from nothing else.
  for (const text of mathPreludes('portable')) hash.update(utf8ToBytes(text));
  return bytesToHex(hash.digest());
}

function sourceText({ label, parts, constants }: KernelSource): string {
  return [label, ...parts, JSON.stringify(constants ?? {})].join('\n');
}

function lanesOf(terms: number): ReadonlySet<number> {
  const rows = Array.from({ length: MOST_ROWS }, (_, i) => i + 1);
  return new Set(KERNEL_SETS.flatMap((set) => rows.map((m) => rmsnormPlan(set, m, terms).lanes)));
}

/** As they may come together: of a whole projection keys have fewer terms than queries. */
function headLanesOf({ qkNorm, headDim, heads, kvHeads }: ModelConfig): HeadLanes[] {
  if (!qkNorm) return [];
  if (qkNorm === true) return [...lanesOf(headDim)].map((lanes) => ({ q: lanes, k: lanes }));
  return [...lanesOf(heads * headDim)].flatMap((q) => [...lanesOf(kvHeads * headDim)].map((k) => ({ q, k })));
}

/** The library's own list, for every need that an arm of such an arithmetic can have. */
export function allSources(config: ModelConfig, tuning: Tuning, math: MathName): KernelSource[] {
  const forms = planForms(tuning);
  const norms = [...lanesOf(config.hiddenSize)].flatMap((lanes) =>
    NORM_ROWS.map((rows) => forms.addNorm(lanes, rows, config)),
  );
  // Whether a device has subgroups, its name does not say.
  const products = [false, true].flatMap((sharedRows) => {
    const each = planForms({ ...tuning, sharedRows });
    return [...productsOf(config, each), ...productsOf(config, withoutEpilogues(each))];
  });
  // Nor whether its language multiplies packed bytes.
  const quantised = [false, true].flatMap((packedDot) => {
    const each = quantisedForms({ ...tuning, packedDot });
    return [...productsOf(config, each), ...productsOf(config, withoutEpilogues(each))];
  });
  return ACTIVATION_DTYPES.flatMap((activations) =>
    PACKED_DTYPES.flatMap((embedding) => {
      const { addNorm, between, told, quantize, attention, ...single } = armSources(config, tuning, {
        ...{ math, activations, embedding, forms, quantizes: true, widths: true },
        norms,
        headLanes: headLanesOf(config),
        sumsLanes: new Set(normsOf(config).after ? lanesOf(config.hiddenSize) : []),
        ...(config.experts && { expertLayouts: new Set([embedding]) }),
      });
      const several = [addNorm, between, told, quantize, attention].flatMap((sources) => [
        ...sources.values(),
      ]);
      const blocks = WEIGHT_FORMATS[embedding].block.terms === BLOCK;
      const matmul = [...products, ...(blocks ? quantised : [])].map(({ source }) =>
        source({ math, activations, weights: embedding }),
      );
      return [...Object.values(single), ...several, ...matmul];
    }),
  );
}

/** Each kernel that a product of the model may be run by, once. */
function productsOf(config: ModelConfig, forms: KernelForms): MatmulKernel[] {
  const found = new Map<string, MatmulKernel>();
  const { matmul } = modelGraph(config);
  const headNorms = config.qkNorm ? headLanesOf(config).map(({ q: lanes }) => ({ lanes })) : [null];
  for (const set of KERNEL_SETS) {
    for (let m = 1; m <= MOST_ROWS; m += m < FEW_ROWS ? 1 : TILE_ROWS) {
      for (const name of MATMULS) {
        const { terms, columns } = matmul[name];
        for (const parallelism of PARALLELISMS) {
          const plan = matmulPlan(set, { terms, columns, rows: m, parallelism });
          for (const headNorm of headNorms) {
            const kernel = forms.matmul(plan, productOf(config, name, m, headNorm));
            found.set(kernel.form, kernel);
          }
        }
      }
    }
  }
  return [...found.values()];
}
