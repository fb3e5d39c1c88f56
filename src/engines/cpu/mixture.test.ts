import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadCheckpoint } from '../../model/load.ts';
import { largestDifference, type ReferenceCase } from '../../model/testing/nano.ts';
import { armSpec } from '../../steps/testing/arms.ts';
import { generate, newRequest } from '../testing/generate.ts';
import { CpuEngine } from './cpu.ts';

const FOLDER = 'public/models/pico-moe';
const LIMITS = { maxSequences: 10, maxTokensPerStep: 64, maxContext: 96, blocks: 60 };

test('the pico-moe model, f32: the logits of PyTorch within 1e-4 and all of its 32 greedy tokens', async () => {
  const checkpoint = await loadCheckpoint(nodeModelFiles(FOLDER));
  const { cases } = JSON.parse(readFileSync(`${FOLDER}/reference.json`, 'utf8')) as {
    cases: readonly ReferenceCase[];
  };
  const arm = await new CpuEngine().load(checkpoint).openArm(armSpec({ limits: LIMITS }));
  const requests = cases.map(({ prompt, promptTokens }) => newRequest(prompt, promptTokens, 32));
  const { completions } = await generate(arm, requests, LIMITS);
  for (const { prompt, logits, tokens } of cases) {
    const found = completions.get(prompt)!;
    expect(largestDifference(found.logits[0], logits), prompt).toBeLessThan(1e-4);
    expect(found.tokens, prompt).toEqual(tokens);
  }
});
