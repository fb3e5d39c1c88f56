import { describe, expect, it } from 'vitest';
import { modelGraph } from '../../../model/model-graph.ts';
import { syntheticCheckpoint } from '../../../model/testing/synthetic.ts';
import type { OutputDiff } from '../../../results/trace-diff.ts';

import type { Look } from '../../../studies/microscope/microscope.ts';
import { cellAfterKey, cellText, mapRows } from './map-cells.ts';

function output(layer: number | null, name: OutputDiff['name'], relative = 0): OutputDiff {
  const differing = relative > 0 ? 3 : 0;
  return {
    layer,
    name,
    relative,
    differing,
    dtype: 'f32',
    elements: 8,
    maxUlp: relative * 1e9,
  } as OutputDiff;
}

/** Two layers. */
const { config } = syntheticCheckpoint({}, { seed: 1, dtype: 'F32' });
const { operations } = modelGraph(config);
const layerOutputs = operations.filter(({ layer }) => layer === 0);
const outputs = operations.map(({ layer, name }) =>
  output(layer, name, name === 'head' ? 1e-3 : layer === 1 && name === 'down' ? 1e-8 : 0),
);
const down = outputs.findIndex(({ layer, name }) => layer === 1 && name === 'down');
const look = {
  diff: { outputs, first: down },
  first: { index: down },
  origin: { index: outputs.length - 1 },
  absorbed: [down + 1],
} as unknown as Look;

describe('the map', () => {
  const rows = mapRows(look, 'relative');
  const cell = (name: string, layer = 0) => rows.find((row) => row.name === name)!.cells[layer];

  it('has a row for each operation and marks what matters', () => {
    expect(rows.map(({ cells }) => cells.length)).toEqual([1, ...layerOutputs.map(() => 2), 1, 1]);
    expect([cell('down', 1), cell('mlp_residual', 1), cell('head')].map(({ mark }) => mark)).toEqual([
      'first',
      'absorbed',
      'origin',
    ]);
    expect([cell('down', 0), cell('down', 1), cell('head')].map(({ heat }) => heat)).toEqual([0, 1, 4]);
  });

  it('writes the number and what has none', () => {
    expect(
      [cell('down', 0), cell('down', 1), cell('mlp_residual', 1)].map((each) => cellText(each, 'relative')),
    ).toEqual(['=', '1e−8', '~']);
    expect(cellText(cell('head'), 'ulp')).toBe('1e6');
    expect(cellText(cell('head'), 'elements')).toBe('3');
  });

  it.each([
    ['ArrowDown', 'mlp_residual', 1],
    ['ArrowUp', 'swiglu', 1],
    ['ArrowLeft', 'down', 0],
    ['ArrowRight', 'down', 1],
    ['Home', 'down', 0],
    ['End', 'down', 1],
  ])('%s walks to %s %i', (key, name, layer) => {
    expect(cellAfterKey(rows, cell('down', 1), key)).toBe(cell(name, layer));
  });

  it('ends at the edges, and leaves other keys alone', () => {
    expect(cellAfterKey(rows, cell('embed'), 'ArrowUp')).toBe(cell('embed'));
    expect(cellAfterKey(rows, cell('mlp_residual', 1), 'ArrowDown')).toBe(cell('final_norm'));
    expect(cellAfterKey(rows, cell('embed'), 'x')).toBeNull();
  });
});
