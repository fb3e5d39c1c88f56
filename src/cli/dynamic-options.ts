import { WIDTH_CHOICES, type WidthsAsked } from '../steps/dynamic-widths.ts';
import { decimalNumber, oneOf, UsageError } from './usage.ts';

/** What `--dynamic` may be. */
export const DYNAMIC_WORDS = `LOW:BITS or LOW:BITS:BY, LOW q4 or q8, BY ${WIDTH_CHOICES.join(', ')}`;

/** Of `q4:6.5` or `q4:6.5:batch`; null for `none`, and where nothing is given. Throws UsageError. */
export function dynamicAsked(word: string | undefined): WidthsAsked | null {
  if (word === undefined || word === 'none') return null;
  const [name, bits, by = 'row', ...more] = word.split(':');
  if (bits === undefined || more.length > 0)
    throw new UsageError(`--dynamic: expected ${DYNAMIC_WORDS}, as in q4:6.5:row, or none, found "${word}"`);
  return {
    low: oneOf('dynamic LOW', name, ['q4', 'q8'] as const),
    targetBits: decimalNumber('dynamic BITS', bits),
    per: oneOf('dynamic BY', by, WIDTH_CHOICES),
  };
}
