import { replayArithmetic } from '../src/engines/cpu/arithmetic.ts';
import { CpuForward } from '../src/engines/cpu/cpu-forward.ts';
import { quantisedProducts } from '../src/engines/cpu/cpu-products.ts';
import { cpuBlocks, cpuWeights } from '../src/engines/cpu/cpu-weights.ts';
import { generateNoise } from '../src/experiment/noise.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { loadModel } from '../src/model/load.ts';
import { planStep } from '../src/steps/step-plans.ts';
import { armSpec } from '../src/steps/testing/arms.ts';

const { checkpoint, tokenizer } = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
const { config } = checkpoint;
console.log(config.layers, config.hiddenSize, config.intermediateSize, config.vocabSize);
const weights = cpuWeights(checkpoint, 'q8');
const spec = armSpec({ activations: 'bf16', weights: 'q8', limits: { maxSequences: 4, maxTokensPerStep: 256, maxContext: 256, blocks: 16 } });
const inner = quantisedProducts('per-row', 'unfused', cpuBlocks(checkpoint, 'q8', weights));
const most: number[][] = [];
const products: typeof inner = (plan, rows, w) => {
  most.push(rows.map((row) => (row as Float32Array).reduce((m, x) => Math.max(m, Math.abs(x)), 0)));
  return inner(plan, rows, w);
};
function measure(tokens: readonly number[]) {
  most.length = 0;
  const forward = new CpuForward(config, weights, replayArithmetic('bf16', 'unfused'), 16, 256, products);
  const plan = { slices: [{ request: 'a', start: 0, tokens: [...tokens], blocks: [...Array(16).keys()], sample: 'last' as const }], preempted: [] };
  forward.run(plan, planStep(plan, spec, config));
  return most.map((rows) => ({ first: rows[0], rest: Math.max(0, ...rows.slice(1)) }));
}
const prompts: Record<string, readonly number[]> = {};
const say = (text: string, bos = true) => { prompts[text.slice(0, 40) + (bos ? '' : ' (no bos)')] = tokenizer.encode(text, { bos }); };
const file = JSON.parse((await import('node:fs')).readFileSync('experiments/loud-batchmate.json', 'utf8')); for (const r of file.requests) prompts[r.id] = tokenizer.encode(r.prompt, { bos: true });
say('Once upon a time there was a'); say('Once upon a time there was a', false);
say('the the the the the the the the'); say('!!!!!!!!!!!!!!!!', false); say('AAAAAAAA BBBBBBBB ZZZZZZ'); say('{"ann":76,"blue":70,"fay":81,"gold":39}\nblue?\n');
say('\n\n\n\n\n\n\n\n\n', false); say('3+4=7\n5+9=14\n', false); say('zxq jvk wqz xzj qkv', false);
for (const kind of ['vague', 'spam', 'random-characters', 'instruction-override', 'code-and-logs'] as const)
  for (const seed of [1, 2]) prompts[`${kind} ${seed}`] = generateNoise({ kind, seed, tokens: 16 } as never, (text) => tokenizer.encode(text, { bos: false })).tokens;
for (const [name, tokens] of Object.entries(prompts)) {
  const found = measure(tokens);
  const top = found.map((f, i) => [i, Math.max(f.first, f.rest)] as const).sort((a, b) => b[1] - a[1])[0];
  const fmt = (k: 'first' | 'rest') => found.map((f) => f[k].toFixed(1)).filter((_, i) => i % 7 !== 1 && i % 7 !== 2 && i % 7 !== 5).join(' ');
  console.log(name.padEnd(44), tokens.length, 'top', top.map((x) => +x.toFixed(2)).join(':'), '| rest', fmt('rest'), process.env.FULL ? `| first ${fmt('first')}` : '');
}
