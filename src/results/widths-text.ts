import type { WidthsAsked } from '../steps/dynamic-widths.ts';

const BY: Readonly<Record<WidthsAsked['per'], string>> = {
  row: 'chosen row by row',
  batch: 'chosen for all rows of a step together',
  static: 'chosen once by calibration',
};

/** `, q4 for some products, chosen row by row for 6.5 bits a weight`; nothing where products have one width. */
export function widthsText({ dynamic }: { readonly dynamic?: WidthsAsked | undefined }): string {
  return dynamic
    ? `, ${dynamic.low} for some products, ${BY[dynamic.per]} for ${dynamic.targetBits} bits a weight`
    : '';
}

/** `q8`, or `q8/q4 by row, 6.51 bits` where products have two widths; what they came to on average is left out where nothing ran. */
export function weightsText({ weights, dynamic }: WeightsHeld): string {
  if (!dynamic) return weights;
  const { low, per, meanBits } = dynamic;
  const by = per === 'static' ? per : `by ${per}`;
  return `${weights}/${low} ${by}${meanBits == null ? '' : `, ${meanBits.toFixed(2)} bits`}`;
}

interface WeightsHeld {
  readonly weights: string;
  readonly dynamic?: WidthsAsked & { readonly meanBits?: number | null };
}

/** What a certificate says nothing of. */
export const CHOICE_UNTESTED =
  'the choice between two widths is no part of the certificate, which tested each by itself';

/** Why nothing may be claimed of products whose widths a step's rows choose together. */
export const WIDTHS_COUPLED =
  'all rows of a step share the widths that their largest estimated error asks for, so that what others say changes what a row is multiplied by';
