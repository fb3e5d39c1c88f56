import { expect, test } from 'vitest';
import type { LoadArm, LoadRequest } from '../results/load/load-record.ts';
import { DEFAULT_SERVING } from '../steps/serving.ts';
import { servingWords } from './load.ts';
import { fairnessLines, misroutedWords, routeWords } from './route.ts';

test('a route in words: who is sent where, and what runs there', () => {
  expect(routeWords({ to: { model: 'pico', speed: 2 }, by: { kind: 'overflow', waiting: 4 } })).toBe(
    'while 4 wait, newcomers to a second replica (pico, 2 times as fast)',
  );
  expect(routeWords({ to: {}, by: { kind: 'tier', from: 1 } })).toBe(
    'tiers from 1 on to a second replica (the same)',
  );
  const quality = { kind: 'quality', tokens: 40, compressed: { least: 0.4, most: 1 } } as const;
  expect(routeWords({ to: {}, by: { ...quality, isolated: true } })).toBe(
    'prompts over 40 tokens or compressed below 0.4 or compressed above 1 to a second replica (the same)',
  );
  expect(routeWords({ to: {}, by: { kind: 'quality', tokens: 40, isolated: false } })).toBe(
    'prompts over 40 tokens one tier lower',
  );
});

test('an arm says how it serves, trades and faults included', () => {
  const words = servingWords({
    ...DEFAULT_SERVING,
    effort: { from: 4, to: 16, least: 32 },
    route: { to: {}, by: { kind: 'balance' } },
    faults: { misrouted: { share: 0.05, seed: 0, to: { weights: 'q4' } } },
  });
  expect(words).toBe(
    'first come, first served; answers shrink to 32 tokens as 4 to 16 wait; wherever fewer are to a second replica (the same); 5 % go astray (q4 weights)',
  );
});

test('a wrong template is told in words', () => {
  const words = (template: 'chatml' | 'none') => misroutedWords({ share: 0.02, seed: 0, to: { template } });
  expect(words('chatml')).toBe('2 % go astray (ChatML around the prompt)');
  expect(words('none')).toBe('2 % go astray (messages without a template)');
});

test('fairness stands under an arm with replicas, and under no other', () => {
  const request = {
    ...{ tier: 1, arrived: 0, tokenTimes: [5], tokens: [1], ended: 10, route: { replica: 1 } },
    outcome: { kind: 'done', reason: 'length' },
  } as unknown as LoadRequest;
  const arm = { serving: DEFAULT_SERVING, requests: [request] } as unknown as LoadArm;
  expect(fairnessLines(arm)).toEqual([]);
  const serving = { ...DEFAULT_SERVING, route: { to: {}, by: { kind: 'balance' as const } } };
  expect(fairnessLines({ ...arm, serving })).toEqual([
    '  fairness (Jain, tokens a second) 1.000',
    '    tier 1, second replica: 1 of 1 done, first token 5 ms, p95 5 ms, end to end 10 ms',
  ]);
});
