import type { Quantize, WeightDtype, WidthChoice } from '../../numerics/dtypes.ts';
import type { Sampler } from '../../numerics/top-sampler.ts';

/** What the settings of an arm are called in choices. */
export const WEIGHT_CHOICES: Readonly<Partial<Record<WeightDtype, string>>> = {
  q8: 'q8 (blocks of 8 bits)',
  q4: 'q4 (blocks of 4 bits)',
};

export const QUANTIZE_CHOICES: Readonly<Record<'none' | Quantize, string>> = {
  none: 'as they are',
  'per-row': 'as q8, a scale for each row',
  'per-tensor': 'as q8, one scale for all rows',
};

export const WIDTH_CHOICE_WORDS: Readonly<Record<'one' | WidthChoice, string>> = {
  one: 'one',
  row: 'two, chosen by each row',
  batch: 'two, chosen for a whole step',
  static: 'two, chosen once and for all',
};

export const SAMPLER_CHOICES: Readonly<Record<Sampler | 'all', string>> = {
  all: 'all tokens, noise by token',
  token: 'the eight highest, noise by token',
  rank: 'the eight highest, noise by rank',
};
