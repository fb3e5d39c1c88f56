import { mkdir, writeFile } from 'node:fs/promises';
import type { SumNode, SumTree } from '../src/numerics/sum-tree.ts';
import { placeWords } from '../src/report/engine.ts';
import { positionKeyOf } from '../src/results/compare-reports.ts';
import { elementReport, isSum } from '../src/studies/microscope/element.ts';
import type { Looked } from '../src/studies/microscope/microscope.ts';
import type { ExampleFile } from '../src/ui/state/example-file.ts';

const FOLDER = new URL('../public/elements/data/', import.meta.url);

/** Writes what the page of the web components shows: parts of the shipped example, and both sums where its first bit differs. */
export async function writeElementExamples(example: ExampleFile, looked: Looked): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const files = { ...streamsOf(example), ...sumsOf(looked) };
  for (const [name, data] of Object.entries(files)) {
    await writeFile(new URL(`${name}.json`, FOLDER), `${JSON.stringify(data)}\n`);
    console.log(`public/elements/data/${name}.json`);
  }
}

function streamsOf({ record, texts, reports }: ExampleFile): Record<string, unknown> {
  const [diff] = record.diffs;
  const where = placeWords(record.engine, record.adapter);
  const side = (arm: string) => {
    const { requests } = record.arms.find(({ name }) => name === arm)!;
    const { tokens } = requests.find(({ id }) => id === diff.probe)!;
    return { name: arm, tokens: tokens.map((token) => texts[token]) };
  };
  const { prompt = '' } = record.experiment.requests.find(({ id }) => id === diff.probe)!;
  const report = reports.positions[positionKeyOf({ ...diff, position: diff.fork ?? 0, forced: false })];
  return {
    fork: { prompt, a: side(diff.a), b: side(diff.b), where },
    'ulp-histogram': { title: `Logits at token ${report.position}`, histogram: report.histogram },
  };
}

function sumsOf(looked: Looked): Record<string, unknown> {
  const { first } = looked.look;
  const element = first && elementReport(looked, first);
  if (!element || !isSum(element)) throw new Error('the first difference of the example is not in a sum');
  const sides = (['a', 'b'] as const).map((side) => {
    const { plan, tree } = element.sides[side];
    return [`tree-${side}`, { plan, ...termsOf(tree, plan.terms), rule: element.rule ?? 'unfused' }];
  });
  return Object.fromEntries(sides);
}

/** The terms of a sum, as its lanes took them in. */
function termsOf({ root }: SumTree, terms: number): { readonly a: number[]; readonly b: number[] } {
  const [a, b] = [new Array<number>(terms).fill(0), new Array<number>(terms).fill(0)];
  const visit = (node: SumNode): void => {
    if (node.kind === 'lane') {
      for (const step of node.steps) [a[step.term], b[step.term]] = [step.a, step.b];
      return;
    }
    visit(node.left);
    visit(node.right);
  };
  visit(root);
  return { a, b };
}
