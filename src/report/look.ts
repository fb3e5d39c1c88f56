import { ownKernelText } from '../experiment/shaders.ts';
import type { OutputName } from '../model/operations.ts';
import { describePlan } from '../numerics/describe-plan.ts';
import { adapterName } from '../results/adapter-name.ts';
import type { RunRecord } from '../results/record.ts';
import { measured, paragraph } from '../results/text.ts';
import type { OutputDiff } from '../results/trace-diff.ts';
import { elementReport, isSum } from '../studies/microscope/element.ts';
import type { Look, Looked } from '../studies/microscope/microscope.ts';
import { type SumSide, showsSum } from '../studies/microscope/sums.ts';
import { OUTPUT_WORDS } from './output.ts';
import { story } from './story.ts';

/** A look as report lines: its story, the map of the row, and both sums of the first element that differs. */
export function lookLines(looked: Looked, { adapter }: Pick<RunRecord, 'adapter'>): string[] {
  const { look } = looked;
  const { a, b, probe } = look.place;
  const layers = looked.model.checkpoint.config.layers;
  const lines = [`${a} vs ${b}, ${probe}, token ${look.place.position}, on ${adapterName(adapter)}`, ''];
  for (const sentence of story(look)) lines.push(...paragraph(sentence));
  lines.push('', ...mapLines(look, layers));
  return [...lines, ...sumLines(looked)];
}

/** A row for each operation, a column for each layer. */
function mapLines({ diff, absorbed, first }: Look, layers: number): string[] {
  const width = 1 + Math.max(25, ...diff.outputs.map(({ name }) => OUTPUT_WORDS[name].length));
  const rows = new Map<OutputName, string>();
  diff.outputs.forEach((output, i) => {
    const row = rows.get(output.name) ?? OUTPUT_WORDS[output.name].padEnd(width);
    rows.set(output.name, row + cellText(output, i).padStart(8));
  });
  const numbers = Array.from({ length: layers }, (_, layer) => layer);
  return [
    `${'layer'.padEnd(width)}${numbers.map((layer) => String(layer).padStart(8)).join('')}`,
    ...rows.values(),
  ];

  function cellText({ differing, relative }: OutputDiff, index: number): string {
    if (differing === 0) return absorbed.includes(index) ? '~' : '=';
    return `${index === first?.index ? '>' : ''}${relative.toExponential(0)}`;
  }
}

/** Both reductions of the first element that differs, after an empty line; nothing where it is no sum. */
function sumLines(looked: Looked): string[] {
  const { first, place } = looked.look;
  const element = first && elementReport(looked, first);
  if (!element || !isSum(element)) return [];
  const width = Math.max(12, place.a.length, place.b.length);
  const line = (arm: string, side: SumSide) => {
    const { plan, tree, check, own } = side;
    if (own && !showsSum(side))
      return `${arm.padEnd(width)} ${ownKernelText(own)}; it gave ${check.given}, the plan that it was given ${check.replayed}`;
    const given = check.equal ? 'as the device gave' : `the device gave ${check.given}`;
    const by = own ? `${ownKernelText(own)}, like ` : '';
    return `${arm.padEnd(width)} ${by}${describePlan(plan)}: ${tree.root.value} (f64 ${measured(tree.root.exact)}), ${given}`;
  };
  return ['', line(place.a, element.sides.a), line(place.b, element.sides.b)];
}
