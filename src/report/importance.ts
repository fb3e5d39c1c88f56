import { grouped } from '../results/text.ts';
import type { ImportanceReport, LayerImportance } from '../studies/importance/layer-importance.ts';

/** What lowering each layer costs, the least important first, and the whole model's below. */
export function formatImportance({
  to,
  activations,
  positions,
  layers,
  all,
  order,
}: ImportanceReport): string[] {
  const line = (name: string, { meanKl, mostKl, flips }: Omit<LayerImportance, 'layer'>) =>
    `  ${name.padEnd(8)}${klText(meanKl).padStart(14)}${klText(mostKl).padStart(14)}${`${grouped(flips)} of ${grouped(positions)}`.padStart(16)}`;
  return [
    `Layers as ${to}, one at a time, in ${activations}, over ${grouped(positions)} tokens that the model chose as it is stored:`,
    `  ${'layer'.padEnd(8)}${'mean KL, nats'.padStart(14)}${'most KL'.padStart(14)}${'other tokens'.padStart(16)}`,
    ...order.map((layer) => line(String(layer), layers[layer])),
    line('all', all),
  ];
}

function klText(kl: number): string {
  return kl === 0 ? '0' : kl.toExponential(2);
}
