import { describe, expect, test } from 'vitest';
import { measured } from '../results/text.ts';
import { outputOf } from '../studies/microscope/outputs.ts';
import { look, MODEL, plantedEngine, twoArms } from '../studies/microscope/testing/looked.ts';
import { distanceWords, outputWords } from './output.ts';
import { entryWords, story } from './story.ts';

describe('the story of a step', () => {
  test('says the plans, the element and the rows of the traces', async () => {
    const { look: at, a, b } = await look(twoArms('variant'), 2);
    const [entry] = story(at);
    const { layer, name, element } = at.first!;
    const [planA, planB] = [a, b].map((trace) => trace.matmul[name as 'qkv']);
    expect(entry).toContain(
      `At token 2, the sum of ${planA.terms} products in ${outputWords({ layer, name })}`,
    );
    expect(entry).toContain(`(company, M = ${b.rows})`);
    expect(entry).toContain(`(alone, M = ${a.rows})`);
    expect([planA.lanes, planB.lanes]).toEqual([16, 4]);
    expect(entry).toMatch(
      planB.chunks.length > 1
        ? /split in \d+ .* and not split .*, in 4 lanes instead of 16/
        : /4 lanes .* instead of 16 /,
    );
    const [x, y] = [a, b].map((trace) => outputOf(trace, layer, name).values[element]);
    expect(entry).toContain(
      `element ${element} ended ${at.first!.ulp} ulp of f32 ${y < x ? 'lower' : 'higher'} in company`,
    );
  });

  test('says the two contenders, their gap and how far it moved, of the traced logits', async () => {
    const {
      look: at,
      a,
      b,
    } = await look(twoArms('invariant'), 2, plantedEngine({ layer: 0, element: 5 }, 0.01));
    const { chosen, rival } = at.contenders;
    const [logitsA, logitsB] = [a, b].map((trace) => outputOf(trace, null, 'head').values);
    const [gapA, gapB] = [logitsA, logitsB].map((logits) => logits[chosen.token] - logits[rival.token]);
    expect(chosen.token).toBe(logitsA.indexOf(Math.max(...logitsA)));
    const line = story(at).find((sentence) => sentence.startsWith('At the logits'))!;
    expect(line).toContain(`'${MODEL.tokenizer.tokenText(chosen.token)}'`);
    expect(line).toContain(`by ${measured(Math.abs(gapA - gapB))}`);
    expect(gapA).not.toBe(gapB);
    if (gapA > gapB) expect(line).toContain(`the ${measured(gapA)} between them`);
    expect(line).toContain(gapA > gapB ? 'towards' : 'away from');
    expect(line).toContain('stayed');
  });

  test('counts the rows of the logits as those that sample, not those of the step', async () => {
    const { look: at } = await look(twoArms('variant'), 0);
    expect(at.first).toMatchObject({ name: 'head', cause: 'plan' });
    expect(story(at)[0]).toContain('(company, M = 2 sampled of 8) instead of 16 (alone, M = 1 sampled of 3)');
  });

  test('tells a flip', async () => {
    const engine = plantedEngine({ layer: 1, element: 5 }, 9);
    const probe = await look(twoArms('invariant'), 0, engine);
    const { look: at } = await look(twoArms('invariant'), probe.look.fork!, engine);
    const { chosen, rival, gapA, gapB } = at.contenders;
    expect(at.contenders.flipped).toBe(true);
    expect(gapB).toBeLessThan(0);
    const line = story(at).find((sentence) => sentence.startsWith('At the logits'))!;
    const text = MODEL.tokenizer.tokenText;
    expect(line).toContain(
      `more than the ${measured(gapA)} between them: '${text(rival.token)}' overtook '${text(chosen.token)}'`,
    );
  });

  test('names the first value that still differs once rounded, and counts what rounding took away', async () => {
    const { look: at } = await look(twoArms('invariant', 'bf16'), 0, plantedEngine({ layer: 0, element: 5 }));
    const { rounded, first } = at;
    expect(first).toMatchObject({ layer: 0, name: 'down', dtype: 'f32' });
    expect(rounded).toMatchObject({ layer: 0, name: 'mlp_residual', element: 5, dtype: 'bf16' });
    expect(story(at)[1]).toContain(
      `element 5 of ${outputWords(rounded!)}, ${distanceWords(rounded!, 'company')}`,
    );

    const { look: lost } = await look(twoArms('variant', 'bf16'), 2);
    expect(lost.absorbed.length).toBeGreaterThan(0);
    for (const i of lost.absorbed) expect(lost.diff.outputs[i].differing).toBe(0);
    expect(story(lost)[1]).toMatch(/^(The next rounding|Later roundings) removed that difference\.$/);
    expect(story(lost)[2]).toMatch(
      new RegExp(`^In ${lost.absorbed.length} outputs? of this row rounding took away`),
    );
    // All of it: what the logits have came in with their own sum.
    expect(lost.origin).toMatchObject({ name: 'head', cause: 'plan' });
    expect(lost.origin!.index).not.toBe(lost.first!.index);
    expect(story(lost)[3]).toContain(
      'What reached the logits came in later: the sum of 32 products in the logits',
    );
  });

  test('says that nothing differs, and what differs elsewhere all the same', async () => {
    const { look: at } = await look(twoArms('invariant'), 3);
    expect(story(at)).toHaveLength(2);
    expect(story(at)[0]).toContain('both steps add in the same order');
    expect(story({ ...at, firstDifference: 1 })[2]).toContain('from token 1 on, but nothing of that shows');
  });

  test('says past a fork whose tokens B was fed, and since when the logits differ', async () => {
    const { look: at } = await look(twoArms('variant'), 5, plantedEngine({ layer: 1, element: 5 }, 9));
    expect(story(at)[0]).toContain("company fed alone's tokens");
    expect(story(at).at(-1)).toContain(`differ from token ${at.firstDifference} on`);
  });

  test('says which step wrote the first key or value that differs', () => {
    const found = { position: 0, layer: 1, name: 'k', element: 9, dtype: 'f32', a: 1, b: 2, ulp: 4 } as const;
    expect(entryWords(1, found, 'company')).toContain(
      "chose token 0: element 9 of layer 1's key, 4 ulp of f32",
    );
    expect(entryWords(0, null, 'company')).toContain("one of the prompt's earlier rows");
  });

  test('tells a difference that came in through the cache from one of the plan', async () => {
    const { look: at } = await look(twoArms('invariant'), 0);
    const cached = {
      ...at,
      place: { ...at.place, position: 3 },
      firstDifference: 1,
      cacheLayer: 0,
      first: {
        index: 4,
        layer: 0,
        name: 'attention',
        element: 2,
        dtype: 'f32',
        a: 1,
        b: 1.5,
        ulp: 3,
        differing: 1,
        elements: 32,
        cause: 'cache',
      },
    } as const;
    const sentences = story(cached);
    expect(sentences[0]).toContain('came in through the keys and values of earlier positions');
    expect(sentences.at(-1)).toBe('The logits differ from token 1 on.');
    const own = story({ ...cached, first: { ...cached.first, cause: 'splits' } });
    expect(own.at(-1)).toContain(
      "differ from token 1 on, and the keys and values that this step read differed before it, as layer 0's attention",
    );
    const split = {
      ...cached,
      cacheLayer: null,
      first: { ...cached.first, cause: 'splits' },
      b: {
        ...at.b,
        splits: [
          { start: 0, end: 2 },
          { start: 2, end: 3 },
        ],
      },
    } as const;
    expect(story(split)[0]).toContain('was reduced in 2 parts instead of 1 over 3 keys');
    expect(story(split).at(-1)).toContain('may have differed before it');
    const shared = { ...split, b: { ...split.b, shared: 2 } };
    expect(story(shared)[0]).toMatch(/a part of their own: the first 2 in \w+/);
  });
});
