import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cliffPrompts } from '../src/studies/cliffs/cliff-prompts.ts';
import { CLIFF_SETS, type CliffReport } from '../src/studies/cliffs/cliff-report.ts';
import { measuredToBake } from './baked-cliffs.ts';

const STALE =
  'the cliff map that ships with the page is of other plans or another model: npm run bake:cliffs';
const baked: CliffReport = JSON.parse(readFileSync('public/examples/cliffs.json', 'utf8'));

describe('the cliff map that ships with the page', () => {
  it('is of the shipped model, and of the usual prompts under both sets', () => {
    const weights = readFileSync('public/models/nano/model.safetensors');
    expect(baked.model.hash, STALE).toBe(`sha256:${createHash('sha256').update(weights).digest('hex')}`);
    expect(
      baked.rows.map(({ set, prompt }) => [set, prompt]),
      STALE,
    ).toEqual(CLIFF_SETS.flatMap((set) => cliffPrompts().map((prompt) => [set, prompt])));
  });

  it('has what is measured today', async () => {
    const prompts = cliffPrompts(1);
    const now = await measuredToBake({ prompts });
    expect(now.plans, STALE).toEqual(baked.plans);
    expect(now.rows, STALE).toEqual(baked.rows.filter(({ prompt }) => prompts.includes(prompt)));
  });
});
