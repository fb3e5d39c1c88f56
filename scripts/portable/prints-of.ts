import type { PortableCase } from '../../src/studies/portable/cases.ts';
import type { Opened } from './implementations.ts';
import { type KeptPrints, keepPrints, keptPrints } from './kept-answers.ts';

/** A case's fingerprints by an implementation: kept ones, or computed now and kept. Shows how far it is where someone watches. */
export async function printsOf(by: Opened, of: PortableCase, kernels: string): Promise<KeptPrints> {
  const kept = keptPrints(by, of, kernels);
  if (kept) return kept;
  const from = performance.now();
  const onSteps = (steps: number) => show(`${of.name}: ${by.name}, step ${steps}`);
  const prints = await by.ask({ ask: 'fingerprints', of, kernels }, onSteps);
  show('');
  const found = { prints, seconds: (performance.now() - from) / 1000 };
  keepPrints(by, of, kernels, found);
  return found;
}

function show(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}
