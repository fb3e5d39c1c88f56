/** How many an arm serves at once. */
export function batchWords(requests: number): string {
  return requests === 1 ? 'batch of 1' : `batch of ${requests}`;
}
