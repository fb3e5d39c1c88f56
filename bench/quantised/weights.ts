import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  FormatsReport,
  ProductsReport,
  SpeculationReport,
  WeightsReport,
} from '../../src/bench/weights-report.ts';

/** A SmolLM2-135M in fewer layers: products and head as they are, some 100 MB in bf16, beyond any cache. */
const DECODED = 'random:smollm2-135m:6';
const ENGINES = ['webgpu', 'cpu'] as const;

/**
 * What formats of weights and drafts give: the benches of formats, products and speculation, each in a process of its own, one after the other.
 * They print as they go. Throws Error with the name of one that fails.
 */
export async function benchWeights(repeats: number, seconds: number): Promise<WeightsReport> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const run = async <Report>(script: string, ...options: readonly string[]): Promise<Report> => {
    const json = join(folder, 'found.json');
    await runBench(script, [...options, '--json', json]);
    return JSON.parse(await readFile(json, 'utf8')) as Report;
  };
  const asked = ['--repeats', `${repeats}`, '--seconds', `${seconds}`];
  try {
    const formats: FormatsReport[] = [];
    const weights = 'bf16,f32,q8,q4,q8:per-row,q4:per-row';
    for (const engine of ENGINES)
      formats.push(
        await run('../formats.ts', '--engine', engine, '--model', DECODED, '--weights', weights, ...asked),
      );
    const products = await run<ProductsReport>('products.ts', ...asked);
    const speculation: SpeculationReport[] = [];
    for (const engine of ENGINES)
      speculation.push(await run('../speculation.ts', '--engine', engine, '--k', '2,4', '--rounds', '3'));
    return { version: 1, formats, products, speculation };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runBench(script: string, options: readonly string[]): Promise<void> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, path, ...options], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${script} ended with ${code ?? 'a signal'}`)),
    );
  });
}
