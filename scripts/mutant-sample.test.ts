import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { MUTANTS } from './mutant-list.ts';
import { sampleMutants } from './mutant-sample.ts';

describe('the list of faults', () => {
  it.each(MUTANTS.map((mutant) => [`${mutant.file}: ${mutant.name}`, mutant] as const))(
    '%s: its line is there once, its tests are there, and with the fault it still reads as a program',
    async (_, { file, find, replace, tests }) => {
      const text = readFileSync(file, 'utf8');
      expect(text.split(find)).toHaveLength(2);
      expect(replace).not.toBe(find);
      // What no longer parses fails every test, which would count as caught.
      const faulty = text.replace(find, () => replace);
      if (/\.tsx?$/.test(file))
        expect((await transform(faulty, { loader: file.endsWith('x') ? 'tsx' : 'ts' })).code).not.toBe('');
      for (const path of tests) {
        const folder = path.slice(0, path.lastIndexOf('/'));
        expect(
          existsSync(path) || readdirSync(folder).some((name) => `${folder}/${name}`.startsWith(path)),
        ).toBe(true);
      }
    },
  );

  it('has no fault twice, and some in every folder that computes, compares or carries', () => {
    const names = MUTANTS.map(({ file, name }) => `${file}: ${name}`);
    expect(new Set(names).size).toBe(names.length);
    const folders = new Set(
      MUTANTS.map(({ file }) =>
        file
          .split('/')
          .slice(0, file.startsWith('src') ? 2 : 1)
          .join('/'),
      ),
    );
    expect([...folders]).toEqual(
      expect.arrayContaining([
        'shaders',
        'src/engines',
        'src/experiment',
        'src/lab',
        'src/model',
        'src/numerics',
        'src/steps',
        'src/results',
        'src/worker',
      ]),
    );
  });
});

describe('sampleMutants', () => {
  it('draws as many as asked for, each once, the same by the same seed', () => {
    const sample = sampleMutants(MUTANTS, 12, 7);
    expect(new Set(sample).size).toBe(12);
    expect(sample.filter(({ project }) => project === 'gpu')).toHaveLength(3);
    expect(sampleMutants(MUTANTS, 12, 7)).toEqual(sample);
    expect(sampleMutants(MUTANTS, 12, 8)).not.toEqual(sample);
  });

  it('draws every fault in time', () => {
    const drawn = new Set(Array.from({ length: 400 }, (_, seed) => sampleMutants(MUTANTS, 12, seed)).flat());
    expect(drawn.size).toBe(MUTANTS.length);
  });
});
