import { asksForRandom, parseRandomName, type ShapeName } from '../../../experiment/model-name.ts';
import { configByName, SHAPES, type SHIPPED } from '../../../model/shapes.ts';
import { parametersOf } from '../../../model/work.ts';
import { counted, grouped } from '../../../results/text.ts';
import { bytesWords } from '../../kit/format.ts';

/** What the select offers: a shipped model, random weights in a shape, or a folder of another name. */
export type ModelOption = `folder:${string}` | `shape:${ShapeName}`;

export function optionOf(name: string): ModelOption {
  const parsed = asksForRandom(name) ? parseRandomName(name) : '';
  return typeof parsed === 'string' ? `folder:${name}` : `shape:${parsed.shape}`;
}

export function shapeWords(shape: ShapeName): string {
  return `${shape} shape, random: ${shortCount(parametersOf(SHAPES[shape].config))}`;
}

export function shippedWords(name: (typeof SHIPPED)[number]): string {
  return `${name}, trained: ${shortCount(parametersOf(SHAPES[name].config))}`;
}

/** What a model is, from its name alone; null where that does not tell. */
export function modelFacts(name: string): string | null {
  const config = configByName(name);
  if (!config) return null;
  const parameters = parametersOf(config);
  const weights = bytesWords(2 * parameters);
  return [
    `${grouped(parameters)} parameters`,
    counted(config.layers, 'layer'),
    `vocabulary ${grouped(config.vocabSize)}`,
    `context ${grouped(config.maxPositions)}`,
    asksForRandom(name) ? `${weights} generated here` : `${weights} downloaded once`,
  ].join(' · ');
}

function shortCount(parameters: number): string {
  const millions = parameters / 1e6;
  if (millions >= 1000) return `${(millions / 1000).toFixed(1)} G parameters`;
  return `${millions < 10 ? millions.toFixed(1) : Math.round(millions)} M parameters`;
}
