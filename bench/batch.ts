/**
 * Is an engine batch-invariant? One request's logits, prefilled and decoding, in batches of other sizes, bit against bit.
 *
 *   npm run -s bench:batch -- [--engine ort-wasm] [--model DIR] [--batches 1,2,3,8,16,32,64] [--lengths 5,20] [--longer 0,30] [--set variant] [--json FILE]
 *
 * `--longer`: how many positions longer the batchmates' prompts are. `--set` is the kernel set of our own engines. All compute in f32 here, the only dtype that every engine has.
 */

import { parseArgs } from 'node:util';
import { openEngine, openModel, shippedModel } from '../src/cli/engine.ts';
import { writeJson } from '../src/cli/output.ts';
import { oneOf } from '../src/cli/usage.ts';
import { type BatchFinding, measureBatchInvariance } from '../src/engines/batch-invariance.ts';
import { allOperations } from '../src/numerics/sets/kernel-sets.ts';
import { KERNEL_SETS } from '../src/numerics/sets/sets.ts';

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: 'ort-wasm' },
    model: { type: 'string', default: shippedModel('nano') },
    batches: { type: 'string', default: '1,2,3,8,16,32,64' },
    lengths: { type: 'string', default: '5,20' },
    longer: { type: 'string', default: '0,30' },
    set: { type: 'string', default: 'variant' },
    json: { type: 'string' },
  },
});
const numbers = (list: string) => list.split(',').map(Number);
const set = oneOf('set', values.set, KERNEL_SETS);
const model = await openModel(values.model, false);
const { engine, close } = await openEngine(values.engine, model);
const findings = await measureBatchInvariance(engine.load(model.checkpoint), {
  spec: {
    kernels: allOperations(set),
    parallelism: 64,
    activations: 'f32',
    weights: 'stored',
    decoding: { temperature: 0, seed: 0 },
  },
  vocabSize: model.checkpoint.config.vocabSize,
  batches: numbers(values.batches),
  lengths: numbers(values.lengths),
  longer: numbers(values.longer),
});
const { kind, adapter } = engine;
process.stdout.write(`${kind}, ${adapter.description || adapter.device}: ${model.name}\n${table(findings)}`);
if (values.json) await writeJson(values.json, { engine: kind, adapter, model: model.name, findings });
close();
// onnxruntime-web on Dawn keeps handles open.
process.exit();

function table(rows: readonly BatchFinding[]): string {
  const { vocabSize } = model.checkpoint.config;
  return rows

    .map(({ phase, positions, longer, batch, differing, largest, again }) =>
      [
        `${phase} of ${positions}`.padEnd(14),
        `batch ${batch}`.padEnd(9),
        (longer > 0 ? `others ${longer} longer` : 'others alike').padEnd(16),
        `${differing} of ${vocabSize} logits differ`.padEnd(28),
        `by at most ${largest.toExponential(1)}`,
        again > 0 ? `RUN TO RUN: ${again} differ` : 'the same again',
      ].join('  '),
    )
    .join('\n')
    .concat('\n');
}
