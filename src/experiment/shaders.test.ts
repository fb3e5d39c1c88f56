import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalExperiment } from './canonical.ts';
import { addArm, duplicateInvariant, removeArm } from './edit/arms.ts';
import { putShader, removeShader } from './edit/shaders.ts';
import { edited, refusals } from './edit/testing/sound.ts';
import { ExperimentError } from './errors.ts';
import { decodeLink, encodeLink } from './link.ts';
import { parseExperiment } from './schema.ts';
import { MOST_SHADERS, ownKernelsIn, ownKernelsOf } from './shaders.ts';

type Json = ReturnType<typeof JSON.parse>;

const needle = JSON.parse(readFileSync('experiments/needle.json', 'utf8'));
const TEXT = '@compute @workgroup_size(32)\nfn main() {}\n';
const arms = { alone: needle.arms[0].name, company: needle.arms[1].name };

const withShaders = (change: (experiment: Json) => void = () => undefined): Json => {
  const experiment = structuredClone(needle);
  experiment.shaders = [{ name: 'mine', like: 'matmul_row', source: TEXT }];
  experiment.arms[1].shaders = { matmul: 'mine' };
  change(experiment);
  return experiment;
};

function problems(change: (experiment: Json) => void): readonly string[] {
  try {
    parseExperiment(withShaders(change));
  } catch (error) {
    if (error instanceof ExperimentError) return error.problems;
    throw error;
  }
  return [];
}

describe('own kernels of an experiment', () => {
  it('are parsed, known by the hash of their text, and travel in a link', () => {
    const experiment = parseExperiment(withShaders());
    const [own] = ownKernelsIn(experiment);
    expect(own).toMatchObject({ name: 'mine', like: 'matmul_row', source: TEXT });
    expect(own.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(ownKernelsOf(experiment, experiment.arms[1])).toEqual({ matmul: own });
    expect(ownKernelsOf(experiment, experiment.arms[0])).toEqual({});
    expect(decodeLink(encodeLink({ experiment })).experiment).toEqual(experiment);
  });

  it('have a hash of their text and file, not of their name', () => {
    const hashOf = (change: (experiment: Json) => void) =>
      ownKernelsIn(parseExperiment(withShaders(change)))[0].hash;
    const original = hashOf(() => undefined);
    const renamed = hashOf((experiment) => {
      experiment.shaders[0].name = 'other';
      experiment.arms[1].shaders.matmul = 'other';
    });
    expect(renamed).toBe(original);
    expect(
      hashOf(({ shaders: [shader] }) => {
        shader.like = 'matmul_tile';
      }),
    ).not.toBe(original);
    expect(
      hashOf(({ shaders: [shader] }) => {
        shader.source += ' ';
      }),
    ).not.toBe(original);
  });

  it('leave an experiment without them as it was, to the byte', () => {
    expect(canonicalExperiment(parseExperiment(needle))).not.toContain('shaders');
  });

  it.each<[string, (experiment: Json) => void, string]>([
    [
      'an unknown name',
      (e) => {
        e.arms[0].shaders = { matmul: 'no' };
      },
      'arms[0].shaders.matmul: expected the name of a kernel in shaders, found "no"',
    ],
    [
      'another operation',
      (e) => {
        e.arms[1].shaders = { rmsnorm: 'mine' };
      },
      'arms[1].shaders.rmsnorm: expected a kernel of rmsnorm, "mine" is one of matmul',
    ],
    [
      'one that nobody runs',
      (e) => delete e.arms[1].shaders,
      'shaders[0].name: expected a kernel that an arm runs, no arm names "mine"',
    ],
    [
      'a name twice',
      (e) => e.shaders.push({ ...e.shaders[0] }),
      'shaders[1].name: expected a new name, found "mine" again',
    ],
    [
      'a file that may not be edited',
      (e) => {
        e.shaders[0].like = 'top_k';
      },
      'shaders[0].like: expected one of "matmul_row", "matmul_tile", "add_norm", "attention", found "top_k"',
    ],
    [
      'no operation',
      (e) => {
        e.arms[0].shaders = {};
      },
      'arms[0].shaders: expected one of "matmul", "rmsnorm", "attention", found nothing',
    ],
    [
      'an operation without kernels',
      (e) => {
        e.arms[1].shaders.swiglu = 'mine';
      },
      'arms[1].shaders.swiglu: unknown field',
    ],
    [
      'no text',
      (e) => {
        e.shaders[0].source = '';
      },
      'shaders[0].source: expected at least 1 characters, found 0',
    ],
    [
      'a long text',
      (e) => {
        e.shaders[0].source = '/'.repeat(MOST_SHADERS.characters + 1);
      },
      `shaders[0].source: expected at most ${MOST_SHADERS.characters} characters, found ${MOST_SHADERS.characters + 1}`,
    ],
    [
      'more than a compiler is given',
      (e) => {
        e.shaders[0].source = `\n${'a '.repeat(8193)}`;
      },
      'shaders[0].source: line 2, column 16385: the text has 8,193 names, numbers and marks; at most 8,192 are compiled here',
    ],
    ['no list', (e) => (e.shaders = {}), 'shaders: expected a list, found an object'],
    [
      'an empty list',
      (e) => {
        e.shaders = [];
        delete e.arms[1].shaders;
      },
      'shaders: expected at least 1 entries, found 0',
    ],
  ])('%s is refused by its field', (_, change, message) => {
    expect(problems(change).join('\n')).toContain(message);
  });

  it('together have a limit too', () => {
    const three = problems((experiment) => {
      const source = '/'.repeat(MOST_SHADERS.characters);
      experiment.shaders = ['a', 'b', 'c'].map((name) => ({ name, like: 'matmul_row', source }));
      experiment.arms[0].shaders = { matmul: 'a' };
      experiment.arms[1].shaders = { matmul: 'b' };
      experiment.arms.push({ ...experiment.arms[1], name: 'c', shaders: { matmul: 'c' } });
    });
    expect(three).toEqual([
      `shaders: expected at most ${MOST_SHADERS.together} characters of source together, found ${3 * MOST_SHADERS.characters}`,
    ]);
  });
});

describe('edits of own kernels', () => {
  const start = parseExperiment(needle);
  const draft = { like: 'matmul_row', source: TEXT } as const;

  it('put a text into arms under one name, and take it out with the last arm that runs it', () => {
    const one = edited(putShader(start, arms.company, draft));
    expect(one.shaders).toEqual([{ name: 'my-matmul_row', ...draft }]);
    const two = edited(putShader(one, arms.alone, draft));
    expect(two.shaders).toHaveLength(1);
    const other = edited(putShader(two, arms.alone, { ...draft, source: `${TEXT}\n` }));
    expect(other.shaders?.map(({ name }) => name)).toEqual(['my-matmul_row', 'my-matmul_row-2']);
    const back = edited(removeShader(other, arms.alone, 'matmul'));
    expect(back.shaders).toHaveLength(1);
    expect(edited(removeShader(back, arms.company, 'matmul'))).toEqual(start);
  });

  it('lose what no arm runs any more, and an invariant copy runs none', () => {
    const one = edited(addArm(edited(putShader(start, arms.company, draft))));
    const left = edited(removeArm(one, one.arms[one.arms.length - 1].name));
    expect(edited(removeArm(left, arms.company)).shaders).toBeUndefined();
    const copied = edited(duplicateInvariant(one, arms.company));
    expect(copied.arms.find(({ name }) => name === `${arms.company}-invariant`)?.shaders).toBeUndefined();
  });

  it('name the arm, the kernel and the field that are refused', () => {
    expect(refusals(putShader(start, arms.company, { ...draft, source: '' }))[0]).toMatch(
      /^kernel "my-matmul_row", source: /,
    );
    expect(refusals(putShader(start, 'nobody', draft))[0]).toContain('nobody');
  });
});
