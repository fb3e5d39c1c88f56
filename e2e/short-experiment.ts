/** Two arms of a probe with and without a batchmate: seconds on a software adapter. */
export function shortExperiment(
  maxNewTokens: number,
  kernels: 'invariant' | 'variant' | 'portable' = 'invariant',
) {
  const request = { maxNewTokens, ignoreEos: true };
  return {
    version: 1,
    title: 'A short run',
    requests: [
      { ...request, id: 'probe', role: 'probe', prompt: 'Once upon a time' },
      { ...request, id: 'mate', role: 'noise', noise: { kind: 'spam', seed: 3, tokens: 9 } },
    ],
    arms: [
      { name: 'alone', requests: ['probe'], kernels },
      { name: 'company', requests: ['probe', 'mate'], kernels },
    ],
    compare: [['alone', 'company']],
  };
}
