import type { ComponentType } from 'react';
import {
  AnswersPicture,
  BitPicture,
  CutPicture,
  GrowthPicture,
  LeadPicture,
  PricePicture,
  SumPicture,
  TreeScenePicture,
} from './pictures.ts';

/** One picture of the story with what it says. */
export interface Scene {
  /** In the address: `#learn/story/<scene>`. */
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly Picture: ComponentType;
}

export const SCENES: readonly Scene[] = [
  {
    id: 'two-answers',
    title: 'One prompt, two answers',
    words:
      'A language model continues one prompt, twice. Same weights, nothing drawn at random. Alone it goes on with “much”, among seven strangers with “good”. Why?',
    Picture: AnswersPicture,
  },
  {
    id: 'rounding',
    title: 'Every addition rounds',
    words:
      'A number in a machine has only so many digits, so every sum is rounded. With 8 of them one way to add these three keeps the 1, and the other loses it.',
    Picture: SumPicture,
  },
  {
    id: 'tree',
    title: 'A model is made of sums',
    words:
      'Each number in a model is a sum of hundreds of products. A GPU shares the terms out and adds them up as a tree. This is a real one.',
    Picture: TreeScenePicture,
  },
  {
    id: 'batch',
    title: 'The batch decides the cut',
    words:
      'Into how many parts a sum is cut depends on how many rows are computed together. Slide: others join, and your own sum is cut anew.',
    Picture: CutPicture,
  },
  {
    id: 'bit',
    title: 'One bit is different',
    words:
      'Same terms, other brackets, other rounding. Nobody’s numbers were added to yours, and yet the last bits are not what they were.',
    Picture: BitPicture,
  },
  {
    id: 'growth',
    title: 'It grows',
    words:
      'Most such bits vanish in the next rounding. Now and then one survives: the layers carry it on, the cache keeps it.',
    Picture: GrowthPicture,
  },
  {
    id: 'lead',
    title: 'A narrow lead is lost',
    words:
      'Nearly always the best word leads by far more than that. Where it does not, company decides. Here that is token 33; your fork may be elsewhere, or nowhere, since every device rounds its own way.',
    Picture: LeadPicture,
  },
  {
    id: 'price',
    title: 'What it costs to stop it',
    words:
      'Kernels can add in one order whatever the batch. Then company changes no bit, and the price is time: how much, is measured, not guessed.',
    Picture: PricePicture,
  },
];

/** Where a reader goes from the end. */
export const DOORS: readonly { readonly title: string; readonly says: string; readonly address: string }[] = [
  { title: 'Run it', says: 'on your own GPU, in this page', address: '#' },
  { title: 'Learn it', says: 'twelve lessons, each with something to do', address: '#learn' },
  { title: 'Ask your server', says: 'compare two of its answers here', address: '#compare' },
];
