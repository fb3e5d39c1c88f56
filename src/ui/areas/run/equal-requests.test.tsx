import { readFileSync } from 'node:fs';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { RunRecord } from '../../../results/record.ts';
import { parseExample } from '../../state/example-file.ts';
import { EqualRequests } from './equal-requests.tsx';

const path = new URL('../../../../public/examples/needle.json', import.meta.url);
const { record } = parseExample(JSON.parse(readFileSync(path, 'utf8')));

/** The record with one batchmate that asked what the probe asks, and gave other bits. */
function withEqualMate(): RunRecord {
  const [arm] = record.arms.filter(({ requests }) => requests.length > 1);
  const probe = arm.requests.find(({ role }) => role === 'probe')!;
  const mate = arm.requests.find(({ role }) => role !== 'probe')!;
  const { maxNewTokens, ignoreEos } = record.experiment.requests.find(({ id }) => id === probe.id)!;
  return {
    ...record,
    experiment: {
      ...record.experiment,
      requests: record.experiment.requests.map((request) =>
        request.id === mate.id ? { ...request, maxNewTokens, ignoreEos } : request,
      ),
    },
    arms: [
      {
        ...arm,
        requests: [
          probe,
          { ...mate, promptTokens: probe.promptTokens, tokens: probe.tokens, fingerprint: '0' },
        ],
      },
    ],
  };
}

test('an arm with equal requests says how many completions they came to', () => {
  const shown = renderToStaticMarkup(<EqualRequests record={withEqualMate()} />);
  expect(shown).toContain(': 2 equal requests (');
  expect(shown).toContain('1 distinct completion, 2 fingerprints');
});

test('the needle, whose requests all differ, has nothing to say', () => {
  expect(renderToStaticMarkup(<EqualRequests record={record} />)).toBe('');
});
