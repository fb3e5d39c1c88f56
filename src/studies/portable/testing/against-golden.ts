import { fileURLToPath } from 'node:url';
import { nodeModelFiles } from '../../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../../model/load.ts';
import type { Engine } from '../../../steps/engine.ts';
import type { PortableCase } from '../cases.ts';
import { GOLDEN } from '../golden.ts';
import { caseFingerprints } from '../run-case.ts';
import { oddModel } from './odd.ts';

/** Runs a short case on an engine: every arm's fingerprints, and those that all implementations gave for its requests. */
export async function againstGolden(
  of: PortableCase,
  engine: Engine,
  kernels = 'portable',
): Promise<{
  readonly found: Readonly<Record<string, readonly string[]>>;
  readonly due: Readonly<Record<string, readonly string[]>>;
}> {
  const model = await modelOf(of.model);
  try {
    const found = await caseFingerprints(of, { model, engine, kernels });
    const golden = GOLDEN.cases[of.name] ?? [];
    const due = Object.entries(found).map(([arm, { length }]) => [arm, golden.slice(0, length)] as const);
    return { found, due: Object.fromEntries(due) };
  } finally {
    engine.unload(model.checkpoint);
  }
}

async function modelOf(name: string): Promise<LoadedModel> {
  if (name.startsWith('odd:')) return oddModel(name);
  const folder = fileURLToPath(new URL(`../../../../public/models/${name}`, import.meta.url));
  return await loadModel(nodeModelFiles(folder), name);
}
