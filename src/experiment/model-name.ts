import { oneOf, show } from './errors.ts';

/** Shapes that random models are made in; what each is, `model/shapes.ts` says. */
export const SHAPE_NAMES = [
  'nano',
  'pico',
  'pico-moe',
  'smollm2-135m',
  'llama-3.2-1b',
  'qwen2.5-0.5b',
  'qwen3-0.6b',
] as const;
export type ShapeName = (typeof SHAPE_NAMES)[number];

/** Far above what any shape has. */
export const MOST_LAYERS = 256;
const MOST_SEED = 0xffff_ffff;
const PREFIX = 'random:';
const FOLDER = /^(?!\.+$)[a-z0-9._-]+$/i;

/** A model that is generated rather than read. */
export interface RandomName {
  readonly shape: ShapeName;
  /** Null: as many as the shape has. */
  readonly layers: number | null;
  readonly seed: number;
}

/** Whether a name asks for a random model, rightly written or not. */
export function asksForRandom(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** The parts of `random:<shape>[:layers][:seed]`; a string says what is wrong with it. */
export function parseRandomName(name: string): RandomName | string {
  const [shape, layers = '', seed = '0', ...rest] = name.slice(PREFIX.length).split(':');
  const known = SHAPE_NAMES.find((each) => each === shape);
  if (!known) return `expected a shape, ${oneOf(SHAPE_NAMES)}, found ${show(shape)}`;
  if (rest.length > 0) return `expected random:<shape>[:layers][:seed], found ${show(name)}`;
  const many = layers === '' ? null : wholeIn(layers, 1, MOST_LAYERS);
  if (many === undefined) return `expected 1 to ${MOST_LAYERS} layers after the shape, found ${show(layers)}`;
  const start = wholeIn(seed, 0, MOST_SEED);
  if (start === undefined)
    return `expected a seed from 0 to ${MOST_SEED} after the layers, found ${show(seed)}`;
  return { shape: known, layers: many, seed: start };
}

/** `random:nano`, `random:nano:4`, `random:nano:4:7`, `random:nano::7`: the shortest name of a random model. */
export function writeRandomName({ shape, layers, seed }: RandomName): string {
  const end = seed === 0 ? '' : `:${seed}`;
  return `${PREFIX}${shape}${layers === null && end === '' ? '' : `:${layers ?? ''}`}${end}`;
}

/** Why a text names no model; null where it does. A folder of dots alone would be another than any model's. */
export function modelNameProblem(name: string): string | null {
  if (asksForRandom(name)) {
    const parsed = parseRandomName(name);
    return typeof parsed === 'string' ? parsed : null;
  }
  if (FOLDER.test(name)) return null;
  return `expected ASCII letters, digits, ".", "_" or "-", not dots alone, or random:<shape>[:layers][:seed], found ${show(name)}`;
}

function wholeIn(text: string, least: number, most: number): number | undefined {
  const value = Number(text);
  return /^\d{1,10}$/.test(text) && value >= least && value <= most ? value : undefined;
}
