import { fireEvent, render, screen } from '@testing-library/react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { outputLabel } from '../../../model/graph.ts';
import { cellReport } from '../../../studies/microscope/cell.ts';
import { type ElementReport, elementReport } from '../../../studies/microscope/element.ts';
import { look, twoArms } from '../../../studies/microscope/testing/looked.ts';
import { ElementPanel } from './element-panel.tsx';
import { ElementPicker } from './element-picker.tsx';
import { openElement } from './look-store.ts';

vi.mock('./look-store.ts', () => ({ openElement: vi.fn() }));

const looked = await look(twoArms('variant', 'bf16'), 2);
const opened = vi.mocked(openElement);

function shown(report: ElementReport): HTMLElement {
  const place = document.createElement('div');
  place.innerHTML = renderToStaticMarkup(<ElementPanel look={looked.look} report={report} />);
  return place;
}

it('says of an element of every operation what it is, and leads to what it is made from', () => {
  const said = looked.look.diff.outputs
    .filter(({ layer }) => layer !== 0)
    .map(({ layer, name }) => {
      const report = elementReport(looked, { layer, name, element: 1 });
      const container = shown(report);
      const first = container.querySelector('[class*=made] > p, [class*=sumSides]')!;
      const words = first.matches('p') ? first.textContent : container.querySelectorAll('h5')[1].textContent;
      const parts = container.querySelectorAll('li > button').length;
      return `${outputLabel({ layer, name })}: ${words?.split(/ both| \d/)[0]} ${parts}`;
    });
  expect(said).toMatchInlineSnapshot(`
    [
      "embed: A value of the token's row in the embedding table, rounded. 0",
      "layer1.norm: The sum of squares that it is scaled by 0",
      "layer1.qkv: The sum 0",
      "layer1.q: Two sums of the projection, turned by the angle of the position (RoPE), then rounded. 2",
      "layer1.k: Two sums of the projection, turned by the angle of the position (RoPE), then rounded. 2",
      "layer1.v: A sum of the projection, rounded. 1",
      "layer1.attention: Values of all keys up to this position, weighted by the softmax of their scores: each split by itself, the splits merged in order, then one division and rounding. 9",
      "layer1.o: The sum 0",
      "layer1.residual: The residual stream plus the output projection, rounded. 2",
      "layer1.mlp_norm: The sum of squares that it is scaled by 0",
      "layer1.gate_up: The sum 0",
      "layer1.swiglu: SiLU(gate) times up, rounded. 2",
      "layer1.down: The sum 0",
      "layer1.mlp_residual: The residual stream plus the down projection, rounded. 2",
      "final_norm: The sum of squares that it is scaled by 0",
      "head: The sum 0",
    ]
  `);
});

it('tells where adding and rounding does not give what the engine gave', () => {
  const report = elementReport(looked, { layer: 1, name: 'residual', element: 1 });
  if (report.kind !== 'add') throw new TypeError(report.kind);
  const rounds = (a: boolean, b: boolean) => shown({ ...report, rounds: { a, b } }).textContent;
  expect(rounds(true, true)).toContain('bit for bit, in A and in B');
  expect(rounds(true, false)).toContain('the engine in B.');
  expect(rounds(false, true)).toContain('the engine in A.');
  expect(rounds(false, false)).toContain('the engine in A and B.');
});

it('walks the elements that differ by keys, to their ends and no further, and jumps to the worst', () => {
  const { layer, name } = looked.look.diff.outputs.find(({ differing }) => differing > 11)!;
  const cell = cellReport(looked, { layer, name });
  const at = cell.differing.map(({ element }) => element);
  const last = at.length - 1;
  const { rerender } = render(<ElementPicker cell={cell} element={at[1]} />);
  const press = (key: string) => {
    opened.mockClear();
    const left = fireEvent.keyDown(document.querySelector('[role="slider"]')!, { key });
    return left ? 'left to others' : at.indexOf(opened.mock.calls[0][0].element);
  };
  expect(['ArrowRight', 'ArrowLeft', 'PageUp', 'PageDown', 'End', 'x'].map(press)).toEqual([
    2,
    0,
    11,
    0,
    last,
    'left to others',
  ]);
  rerender(<ElementPicker cell={cell} element={at[last]} />);
  expect(press('ArrowUp')).toBe(last);
  const worst = cell.differing.toSorted((x, y) => Math.abs(y.a - y.b) - Math.abs(x.a - x.b))[0].element;
  fireEvent.click(screen.getByText(`▼ Worst: ${worst}`));
  expect(opened).toHaveBeenLastCalledWith({ layer, name, element: worst });
});
