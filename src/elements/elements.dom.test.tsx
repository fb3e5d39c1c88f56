import { afterEach, describe, expect, it } from 'vitest';
import { sumTree } from '../numerics/sum-tree.ts';
import { value32 } from '../results/text.ts';
import './entries/batchmates-fork.ts';
import './entries/batchmates-tree.ts';
import './entries/batchmates-ulp-histogram.ts';
import type { DataElement } from './data-element.ts';

afterEach(() => document.body.replaceChildren());

/** What an element shows of the JSON inside it, once it has. */
async function shown(name: string, data: unknown, attributes = ''): Promise<ShadowRoot> {
  document.body.innerHTML = `<batchmates-${name} ${attributes}><script type="application/json">${JSON.stringify(data)}</script></batchmates-${name}>`;
  await new Promise((resolve) => setTimeout(resolve));
  return document.body.firstElementChild!.shadowRoot!;
}

const failure = (root: ShadowRoot) => root.querySelector('[role=alert]')?.textContent;
const part = (root: ShadowRoot, name: string) => root.querySelector(`[part=${name}]`)?.textContent;

const PLAN = {
  ...{ rule: 'mine', terms: 8, lanes: 4, laneTree: 'adjacent' },
  chunks: [
    { start: 0, end: 4 },
    { start: 4, end: 8 },
  ],
};
const A = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

describe('two answers', () => {
  const data = {
    prompt: 'Once',
    a: { name: 'alone', tokens: [' upon', ' a', ' king'] },
    b: { name: '<b>crowd</b>', tokens: [' upon', ' a', ' queen', '.'] },
    where: 'an adapter',
  };

  it('stand once where they are equal and apart from the fork on, as text', async () => {
    const root = await shown('fork', data, 'still');
    expect(['shared', 'a', 'b'].map((name) => part(root, name))).toEqual([
      ...['Once upon a', 'alone king', '<b>crowd</b> queen.'],
    ]);
    expect(root.querySelector('figcaption')!.textContent).toContain(
      'They part at token 2. Computed on an adapter.',
    );
  });

  it('are taken from a record, of the pair that the attributes name', async () => {
    const request = (text: string) => [{ id: 'p', text }];
    const arms = ['x', 'y', 'z'].map((name, index) => ({
      name,
      requests: request(index === 0 ? 'the same end' : 'the same other'),
    }));
    const record = {
      experiment: { title: 'A title', requests: [{ id: 'p', prompt: 'Say' }] },
      arms,
      diffs: [
        { a: 'x', b: 'y', probe: 'p', identical: false },
        { a: 'y', b: 'z', probe: 'p', identical: true },
      ],
    };
    const caption = async (attributes: string) =>
      (await shown('fork', record, attributes)).querySelector('figcaption')!.textContent;
    expect(await caption('')).toContain('They part after 2 words.');
    expect(await caption('a="y" b="z"')).toContain('3 words: the same bits in every logit.');
    expect(failure(await shown('fork', record, 'a="q"'))).toContain('no pair of arms');
  });

  it('play from nothing to the whole, their places being there from the start', async () => {
    const root = await shown('fork', data);
    root.querySelector('button')!.click();
    expect(root.querySelectorAll('[data-waits]')).toHaveLength(5);
    document.body.firstElementChild!.remove();
  });
});

describe('a sum', () => {
  it('is replayed in the order of its plan', async () => {
    const root = await shown('tree', { plan: PLAN, a: A });
    const order = { ...PLAN, operation: 'matmul', laneTree: 'adjacent' } as const;
    const { value } = sumTree(order, 'unfused', Float32Array.from(A), new Float32Array(8).fill(1)).root;
    expect(root.querySelectorAll('circle')).toHaveLength(15);
    expect(part(root, 'place')).toContain(`the sum: ${value32(value)}`);
  });

  it('says what stands at a place, by pointer and by keys', async () => {
    const root = await shown('tree', { plan: PLAN, a: A });
    const picture = root.querySelector('svg')!;
    picture.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    expect(part(root, 'place')).toContain('chunk 0: k 0 to 3');
    root.querySelectorAll('circle')[14].dispatchEvent(new MouseEvent('click', { bubbles: true }));
    expect(part(root, 'place')).toMatch(/^lane 3: 0.8/);
  });

  it.each([
    [{ plan: { ...PLAN, lanes: 3 } }, 'plan.lanes: expected a power of two, found 3'],
    [{ plan: { ...PLAN, chunks: [{ start: 0, end: 5 }] } }, 'plan.chunks: expected chunks up to 8, found 5'],
    [{ plan: { ...PLAN, chunks: [{ start: 1, end: 8 }] } }, 'plan.chunks[0].start: expected 0, found 1'],
    [{ plan: { ...PLAN, terms: 1e9 } }, 'plan.terms: expected 1 to 65536, found 1000000000'],
    [{ plan: PLAN, a: [1] }, 'a: expected 8 numbers, found 1'],
    [{}, 'plan: expected an object, found nothing'],
  ])('refuses %j', async (data, words) => {
    expect(failure(await shown('tree', data))).toBe(`batchmates-tree: ${words}`);
  });
});

describe('distances', () => {
  it('are counted in words too, of a report or by themselves', async () => {
    const histogram = { zero: 3, bins: [1, 0, 4], crossing: 2 };
    for (const data of [histogram, { histogram, position: 3 }]) {
      const root = await shown('ulp-histogram', data);
      expect(root.querySelector('figcaption')!.textContent).toContain('7 of 10 values differ');
      expect(root.querySelector('svg')!.getAttribute('aria-label')).toContain('0: 3, 1: 1, 4: 4, ± 0: 2');
    }
  });

  it('of no value, or a negative count, are refused', async () => {
    expect(failure(await shown('ulp-histogram', { zero: 0, bins: [] }))).toContain('no element was counted');
    expect(failure(await shown('ulp-histogram', { zero: 1, bins: [-1] }))).toContain(
      'bins[0]: expected a whole number',
    );
  });
});

it('data may come by property, and take the place of what stood there', async () => {
  const root = await shown('ulp-histogram', 'nonsense');
  expect(failure(root)).toContain('expected an object, found "nonsense"');
  (document.body.firstElementChild as DataElement).data = { zero: 1, bins: [2] };
  await new Promise((resolve) => setTimeout(resolve));
  expect([failure(root), root.querySelectorAll('rect').length]).toEqual([undefined, 9]);
});
