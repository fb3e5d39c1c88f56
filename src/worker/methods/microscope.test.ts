import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { labHere } from '../testing/lab-here.ts';

const MODELS = 'http://models.test/';
const PLACE = { a: 'alone', b: 'company', probe: 'probe', position: 1 };

beforeEach(() => {
  vi.stubGlobal('fetch', async (url: string) => {
    const file = await readFile(
      new URL(`../../../public/models/${url.slice(MODELS.length)}`, import.meta.url),
    );
    return new Response(new Uint8Array(file));
  });
});

afterEach(() => vi.unstubAllGlobals());

const experiment = parseExperiment({
  version: 1,
  title: 'Short',
  requests: [
    { id: 'probe', role: 'probe', prompt: 'Once', maxNewTokens: 2, ignoreEos: true },
    { id: 'mate', role: 'clean', prompt: 'There', maxNewTokens: 2, ignoreEos: true },
  ],
  arms: [
    { name: 'alone', requests: ['probe'], kernels: 'variant' },
    { name: 'company', requests: ['probe', 'mate'], kernels: 'variant' },
  ],
  compare: [['alone', 'company']],
});

it('looks into the latest run, as plain data, and keeps the traces for its details', async () => {
  const lab = labHere();
  const early = await lab.microscope.look(PLACE, () => undefined);
  expect(early).toMatchObject({ ok: false, fault: { message: 'no run is kept to answer from' } });
  const run = { experiment, engine: 'cpu', modelsUrl: MODELS, certificates: [] } as const;
  await lab.run.start(run, () => Promise.resolve());
  expect(await lab.microscope.cell({ layer: null, name: 'head' })).toMatchObject({ ok: false });

  const progress: string[] = [];
  const answer = await lab.microscope.look(PLACE, (told) => {
    progress.push(...told.map(({ done, total }) => `${done}/${total}`));
  });
  expect(progress.at(0)).toBe('0/4');
  expect(progress.at(-1)).toBe('3/4');
  expect(structuredClone(answer)).toEqual(answer);
  if (!answer.ok) throw new Error(answer.fault.message);
  const first = answer.value.first!;
  expect(first.cause).toBe('plan');
  const cell = await lab.microscope.cell(first);
  expect(cell).toMatchObject({ ok: true, value: { differing: { length: first.differing } } });
  const element = await lab.microscope.element(first);
  expect(structuredClone(element)).toEqual(element);
  expect(element).toMatchObject({ ok: true, value: { sides: { a: { check: { equal: true } } } } });
  expect(await lab.microscope.element({ ...first, element: 9999 })).toMatchObject({ ok: false });
});
