/** README's numbers are those of the shipped results, which scripts and tests renew. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shortFingerprint } from '../src/experiment/fingerprint-text.ts';
import type { RunRecord } from '../src/results/record.ts';
import { grouped } from '../src/results/text.ts';
import type { Figures } from './figures.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const { forks, tasks } = JSON.parse(read('docs/figures.json')) as Figures;

describe('README', () => {
  test.each(['bf16', 'f16', 'f32'])('fork rates: %s', (dtype) => {
    const cell = (kind: string, within: number) => {
      const rate = forks.rates.find(
        (each) => each.kind === kind && each.dtype === dtype && each.within === within,
      );
      return `${rate?.forked} of ${rate?.of}`;
    };
    const cells = [cell('prose', 64), cell('prose', 256), cell('long', 256), cell('short', 256)];
    expect(readme).toContain(`| ${[dtype, ...cells].join(' | ')} |`);
  });

  test('solved tasks, alone and in company', () => {
    expect(readme).toContain(`${tasks.alone} and ${tasks.company} solved`);
    const changed = `all ${tasks.bits} completions, a token in ${tasks.tokens}, the verdict in ${tasks.verdicts}`;
    expect(readme.replaceAll('\n', ' ')).toContain(changed);
    expect(readme).toContain(`McNemar p = ${tasks.p}`);
  });

  test('the needle: fork, margin, differing logits and fingerprint of the shipped example', () => {
    const { record } = JSON.parse(read('public/examples/needle.json')) as { record: RunRecord };
    const [variant, invariant] = record.diffs;
    expect(readme).toContain(`FORK at token ${variant.fork}, `);
    expect(readme).toContain(`margin ${variant.margin?.toFixed(4)} in A`);
    expect(readme).toContain(
      `${grouped(variant.differingLogits)} of ${grouped(variant.comparedLogits)} logits differ`,
    );
    expect(readme).toContain(`${grouped(invariant.comparedLogits)} logits`);
    const probe = record.arms.find(({ name }) => name === invariant.a)?.requests[0];
    expect(readme).toContain(`${shortFingerprint(probe!.fingerprint, 16)}…`);
    const [now, before] = [probe!.fingerprint, probe!.fingerprint1!].map((each) => shortFingerprint(each, 8));
    expect(readme).toContain(`| ${now}… | ${before}… |`);
  });

  test('unique completions, as its description says', () => {
    const { description } = JSON.parse(read('experiments/unique-completions.json')) as {
      description: string;
    };
    const [, distinct, counts] =
      /On (?:\w+) (\d+) in 101 runs \(([\d, and]+) of them\)/.exec(description) ?? [];
    expect(readme).toContain(`${distinct} distinct completions (${counts.replace(' and', ',')})`);
  });
});

describe('experiments under load', () => {
  const presets = readdirSync(join(root, 'experiments'))
    .filter((file) => JSON.parse(read(`experiments/${file}`)).version === 2)
    .map((file) => file.replace('.json', ''));

  test.each(presets)('%s has a line in README and a table of what was found', (name) => {
    const [, underLoad] = readme.split('Under load (`lab load`');
    expect(underLoad).toContain(`\n| \`${name}\` |`);
    const [, section = ''] = read('docs/load.md').split(`### \`${name}\`\n`);
    expect(section.split('\n#')[0]).toMatch(/\n\|(?: ?-+ ?\|)+\n\| /);
  });
});
