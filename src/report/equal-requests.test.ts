import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../experiment/schema.ts';
import { equalRequests } from '../results/equal-requests.ts';
import type { ArmRecord, RequestRecord } from '../results/record.ts';
import { equalRequestLines } from './equal-requests.ts';

const EIGHT = Array.from({ length: 8 }, (_, i) => `p${i + 1}`);

/** Eight times the same probe, one batchmate that asks the same, one that asks for more and one that asks something else. */
function experimentOf(temperature: number) {
  return parseExperiment({
    version: 1,
    title: 'equal probes',
    decoding: { temperature },
    requests: [
      ...EIGHT.map((id) => ({ id, role: 'probe', promptIds: [1, 2], maxNewTokens: 3 })),
      { id: 'mate', role: 'clean', promptIds: [1, 2], maxNewTokens: 3 },
      { id: 'longer', role: 'clean', promptIds: [1, 2], maxNewTokens: 4 },
      { id: 'other', role: 'clean', promptIds: [1, 3], maxNewTokens: 3 },
      { id: 'same', role: 'clean', promptIds: [1, 3], maxNewTokens: 3 },
    ],
    arms: [{ name: 'all\n', requests: [...EIGHT, 'mate', 'longer', 'other', 'same'], kernels: 'variant' }],
  });
}

function record(temperature = 0) {
  const experiment = experimentOf(temperature);
  const arms = experiment.arms.map(({ name, requests }) => ({
    name,
    requests: requests.map((id): RequestRecord => {
      const { role, promptIds = [] } = experiment.requests.find((request) => request.id === id)!;
      const own = { tokens: id === 'p3' ? [5, 6, 8] : [5, 6, 7], fingerprint: id.startsWith('p') ? id : 'f' };
      return { id, role, promptTokens: promptIds, text: '', finish: { reason: 'length' }, ...own };
    }),
  })) as unknown as ArmRecord[];
  return { experiment, arms };
}

describe('equal requests of an arm', () => {
  it('are those with one prompt and one limit, where a probe is among them', () => {
    expect(equalRequests(record())).toEqual([
      { arm: 'all\n', requests: [...EIGHT, 'mate'], distinct: 2, fingerprints: 9 },
    ]);
  });

  it('have a line in the report', () => {
    expect(equalRequestLines(record())).toEqual([
      'all⏎: 9 equal requests (p1, p2, p3, p4, …), 2 distinct completions, 9 fingerprints',
    ]);
    expect(equalRequestLines(record(1)).join(' ')).toMatch(
      /9 fingerprints \(each draws its tokens by +itself\)$/,
    );
  });

  it('are none where every probe asks something else', () => {
    const { experiment, arms } = record();
    const [arm] = arms;
    const requests = arm.requests.filter(({ id }) => ['p1', 'longer', 'other', 'same'].includes(id));
    expect(equalRequestLines({ experiment, arms: [{ ...arm, requests }] })).toEqual([]);
  });
});
