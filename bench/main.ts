/**
 * What invariance costs on this adapter: ratios within one run, from interleaved repeats, never absolute claims.
 *
 *   npm run -s bench -- [--model DIR] [--rows 1,2,8,32,128,512] [--repeats 7] [--whole] [--json FILE]
 *
 * `--whole` leaves the operations out and times whole steps only, which is quicker.
 */
import { parseArgs } from 'node:util';
import { openModel, shippedModel } from '../src/cli/engine.ts';
import { writeJson } from '../src/cli/output.ts';
import { WebGpuEngine } from '../src/engine/webgpu-engine.ts';
import { openNodeGpu } from '../src/gpu/open-gpu.node.ts';
import { measureSets } from './measure.ts';
import { type BenchRow, benchRow, formatBench } from './table.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: shippedModel('nano') },
    rows: { type: 'string', default: '1,2,8,32,128,512' },
    repeats: { type: 'string', default: '7' },
    whole: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const model = await openModel(values.model, false);
const engine = new WebGpuEngine(await openNodeGpu(), model.checkpoint);
const found: BenchRow[] = [];
for (const rows of values.rows.split(',').map(Number)) {
  process.stderr.write(`M = ${rows}\n`);
  const samples = await measureSets(engine, rows, Number(values.repeats), !values.whole);
  found.push(benchRow(rows, samples, model.checkpoint.config.layers));
}
const report = { model: model.name, adapter: engine.adapter, rows: found };
process.stdout.write(formatBench(report));
if (values.json) await writeJson(values.json, report);
engine.destroy();
