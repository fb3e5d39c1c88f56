import type { Crowd } from '../crowd.ts';

/** The shape of a published trace: what a crowd takes of it, and where it is from. */
export interface TrafficPreset {
  readonly id: string;
  readonly title: string;
  /** Where it was published, and what was measured there by whom. */
  readonly source: string;
  readonly url: string;
  readonly shape: Pick<Crowd, 'arrivals'> & Partial<Pick<Crowd, 'prompt' | 'output'>>;
}

const AZURE = {
  source:
    'Quantiles counted from the trace published with Splitwise (Patel et al., ISCA 2024; CC-BY): one service, 16 November 2023',
  url: 'https://github.com/Azure/AzurePublicDataset/blob/master/AzureLLMInferenceDataset2023.md',
};

/** Lengths are those of the trace: `scaleLengths` brings them into a model's context. */
export const TRAFFIC_PRESETS: readonly TrafficPreset[] = [
  {
    id: 'azure-code',
    title: 'Code completion (Azure, 2023)',
    ...AZURE,
    shape: {
      // 8,819 requests in 3,436 s. Its minutes go from 15 to 632 requests, which no process of one rate has: replay the trace for that.
      arrivals: { kind: 'poisson', perSecond: 2.57 },
      prompt: {
        kind: 'quantiles',
        at: [
          ...([
            [0, 3],
            [0.1, 147],
            [0.25, 578],
            [0.5, 1469],
          ] as const),
          ...([
            [0.75, 2745],
            [0.9, 5186],
            [0.99, 7436],
            [1, 7437],
          ] as const),
        ],
      },
      output: {
        kind: 'quantiles',
        at: [
          ...([
            [0, 6],
            [0.1, 7],
            [0.25, 9],
            [0.5, 13],
          ] as const),
          ...([
            [0.75, 24],
            [0.9, 55],
            [0.99, 252],
            [1, 1899],
          ] as const),
        ],
      },
    },
  },
  {
    id: 'azure-conversation',
    title: 'Conversation (Azure, 2023)',
    ...AZURE,
    shape: {
      // 19,366 requests in 3,502 s, gaps with a coefficient of variation of 1.09: a Gamma of shape 0.84. The fullest minute has 507.
      arrivals: { kind: 'gamma', perSecond: 5.53, burstiness: 0.84 },
      prompt: {
        kind: 'quantiles',
        at: [
          ...([
            [0, 2],
            [0.1, 207],
            [0.25, 396],
            [0.5, 1020],
          ] as const),
          ...([
            [0.75, 1189],
            [0.9, 2734],
            [0.99, 4142],
            [1, 14_050],
          ] as const),
        ],
      },
      output: {
        kind: 'quantiles',
        at: [
          ...([
            [0, 7],
            [0.1, 54],
            [0.25, 85],
            [0.5, 129],
          ] as const),
          ...([
            [0.75, 395],
            [0.9, 424],
            [0.99, 601],
            [1, 1000],
          ] as const),
        ],
      },
    },
  },
  {
    id: 'burstgpt',
    title: 'Bursts (BurstGPT)',
    source:
      'Gamma arrivals of shape 0.25 to 0.5, as BurstGPT (Wang et al., 2024) fits them; lengths stay those of the crowd',
    url: 'https://arxiv.org/abs/2401.17644',
    shape: { arrivals: { kind: 'gamma', perSecond: 5, burstiness: 0.25 } },
  },
];

/** A crowd with the shape of a published trace; the rest of it stays. */
export function withPreset(crowd: Crowd, { shape }: TrafficPreset): Crowd {
  return { ...crowd, ...shape };
}
