import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { canonicalExperiment } from '../src/experiment/canonical.ts';
import { parseExperiment } from '../src/experiment/schema.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { type LoadedModel, loadModel } from '../src/model/load.ts';
import type { LoadArm, LoadRecord } from '../src/results/load/load-record.ts';
import { FIRST } from '../src/ui/pages/load/load-store.ts';
import type { BakedLoad } from '../src/ui/pages/load/use-baked.ts';
import { runToBake } from './baked-load.ts';

const STALE =
  'the run that the page Load opens with is of another preset, model or engine: npm run bake:load';
const { record, texts }: BakedLoad = JSON.parse(readFileSync(`public/examples/load-${FIRST}.json`, 'utf8'));
const preset = parseExperiment(JSON.parse(readFileSync(`experiments/${FIRST}.json`, 'utf8')));

/** Arms that between them go through each kernel set and each way of serving of the preset. */
const AGAIN = ['bounded queue', 'tiers, invariant'];

/** As a file holds it. Who holds which block is told where somebody looks, now and then, and follows from the rest. */
function withoutOwners(arm: LoadArm): LoadArm {
  const { steps, ...rest }: LoadArm = JSON.parse(JSON.stringify(arm));
  return { ...rest, steps: steps.map(({ owners: _, ...step }) => step) };
}

describe('the run that the page Load opens with', () => {
  let model: LoadedModel;
  let now: LoadRecord;
  beforeAll(async () => {
    model = await loadModel(nodeModelFiles(`public/models/${record.model.name}`), record.model.name);
    const arms = preset.arms.filter(({ name }) => AGAIN.includes(name));
    now = await runToBake(parseExperiment({ ...preset, arms }), model, { engine: openCpuEngine() });
  });

  it('is of the shipped preset', () => {
    expect(canonicalExperiment(record.experiment), STALE).toBe(canonicalExperiment(preset));
    expect(record.arms.map(({ name }) => name)).toEqual(preset.arms.map(({ name }) => name));
  });

  it('is of the shipped model', () => {
    const weights = readFileSync(`public/models/${record.model.name}/model.safetensors`);
    expect(record.model.hash, STALE).toBe(`sha256:${createHash('sha256').update(weights).digest('hex')}`);
  });

  it.each(AGAIN)('has what is computed today of %s: plans, steps, requests, metrics', (name) => {
    const armOf = ({ arms }: Pick<LoadRecord, 'arms'>): LoadArm => arms.find((arm) => arm.name === name)!;
    const [baked, fresh] = [withoutOwners(armOf(record)), withoutOwners(armOf(now))];
    for (const part of ['plans', 'steps', 'requests', 'metrics', 'mechanisms'] as const) {
      // A diff of hundreds of steps says nothing to anybody.
      expect(isDeepStrictEqual(fresh[part], baked[part]), `${part}: ${STALE}`).toBe(true);
    }
    expect(fresh).toEqual(baked);
  });

  it('has a text for every token', () => {
    const tokens = record.arms.flatMap(({ requests }) => requests.flatMap((request) => request.tokens));
    const wrong = [...new Set(tokens)].filter((token) => texts[token] !== model.tokenizer.tokenText(token));
    expect(wrong, STALE).toEqual([]);
  });
});
