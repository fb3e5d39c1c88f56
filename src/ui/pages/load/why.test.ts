import { expect, it } from 'vitest';
import type { LoadEvent } from '../../../lab/load/load-events.ts';
import { toldEvents } from '../../../lab/load/testing/told-events.ts';
import { DEFAULT_SERVING } from '../../../steps/serving.ts';
import { ArmView } from './arm-view.ts';
import { forkOf, gapsOf, lookedAt } from './probe-gaps.ts';
import { switchWords } from './serving-words.ts';
import { armOfEvents } from './testing/arm-of-events.ts';
import { scheduledRun } from './testing/scheduled-run.ts';
import { placeAfterKey } from './timeline-keys.ts';
import { whyToken } from './why.ts';
import { besideWords, bitsWords, causeWords } from './why-words.ts';

function viewOf(events: readonly LoadEvent[]): ArmView {
  const view = new ArmView('crowd');
  for (const event of events) view.take(event);
  return view;
}

const crowd = {
  ...{ requests: 24, perSecond: 100, outputTokens: 12 },
  limits: { maxSequences: 6, maxTokensPerStep: 32, blocks: 14 },
};

it('splits the whole wait before every token of every request into what it did meanwhile', () => {
  const view = viewOf(scheduledRun(crowd));
  const seen = new Set<string>();
  view.requests.forEach((request, at) => {
    request.tokens.forEach((_, position) => {
      const why = whyToken(view, at, position);
      const sum = why.causes.reduce((all, { milliseconds }) => all + milliseconds, 0);
      expect(sum).toBeCloseTo(why.to - why.from, 6);
      expect(why.company.some((slice) => slice.request === request.id)).toBe(true);
      for (const { state } of why.causes) seen.add(state);
    });
  });
  // A crowd of this size in a pool of this size meets all of it.
  expect([...seen].toSorted()).toEqual(['decode', 'preempted', 'prefill', 'waiting']);
});

it('says what a neighbour that gave way waited for, in sentences', () => {
  const view = viewOf(toldEvents());
  const why = whyToken(view, 1, 1);
  expect(why.causes.map(causeWords)).toEqual([
    '10 ms preempted over 1 step: its blocks were needed, and its tokens were to be computed again.',
    '10 ms computing its own prompt, or what it had lost of it over 1 step.',
  ]);
  expect(bitsWords(why)).toBeNull();
  expect(besideWords(why)).toEqual([]);
  expect(view.requests[2].outcome).toEqual({ kind: 'refused', message: 'the queue is full' });
});

it('says what came from the cache, and where a step had no company', () => {
  const view = viewOf(toldEvents());
  view.requests[0].cached = 4;
  expect(besideWords(whyToken(view, 0, 0))[0]).toBe(
    '4 of the 5 tokens of its prompt were found in the cache, as another step had computed them.',
  );
  const shadow = { request: 'probe', position: 0, differing: 3, maxUlp: 2, kl: 1e-6, alone: 40 };
  view.requests[0].shadows.set(0, shadow);
  expect(bitsWords(whyToken(view, 0, 0))).toMatch(/from steps before\.$/);
  view.requests[0].shadows.set(2, { ...shadow, position: 2 });
  expect(bitsWords(whyToken(view, 0, 2))).toMatch(/from steps before\. 4 of the 5 tokens/);
  view.requests[0].shadows.set(1, { ...shadow, position: 1 });
  expect(bitsWords(whyToken(view, 0, 1))).toMatch(/2 ulp\.$/);
});

it('marks a switch in the wait in which it fell', () => {
  const view = viewOf(toldEvents());
  const serving = { ...DEFAULT_SERVING, policy: { kind: 'chunked', budget: 64 }, prefix: 'on' } as const;
  view.take({ type: 'serving', arm: 'crowd', at: 15, serving });
  expect(besideWords(whyToken(view, 0, 1))).toContain(
    'Switched in it: chunked prefill, 64 tokens a step, prefix reuse on.',
  );
  expect(switchWords(serving, serving)).toBe('');
});

it('finds the fork and the positions with other bits where the request was looked at alone', () => {
  const probe = viewOf(scheduledRun({ ...crowd, outputTokens: 40 })).requests[0];
  expect(forkOf(probe)).toBe(9);
  const gaps = gapsOf(probe);
  expect(gaps[0].gap).toBeCloseTo(probe.tokens[0].at - probe.arrived);
  expect(lookedAt(probe).differing).toBe(gaps.filter(({ bits }) => bits === 'differ').length);
  expect(lookedAt(probe).positions).toBe(probe.tokens.length);
});

it('is the same by events and by a record', () => {
  const events = scheduledRun(crowd);
  const live = viewOf(events);
  const read = ArmView.of(armOfEvents(events), () => '');
  const lanes = ({ scene }: ArmView) =>
    scene.lanes.map(({ id, spans, ended, outcome }) => [id, spans, ended, outcome]);
  expect(lanes(read)).toEqual(lanes(live));
  expect(read.metrics).toEqual(live.metrics);
  expect(read.blocks).toBe(live.blocks);
});

it('walks steps and lanes by key, within what there is', () => {
  const of = { steps: 5, lanes: 3 };
  const after = (key: string) => placeAfterKey(key, { step: 1, lane: 2 }, of);
  expect(after('ArrowRight')).toEqual({ step: 2, lane: 2 });
  expect(after('PageDown')).toEqual({ step: 4, lane: 2 });
  expect(after('ArrowDown')).toEqual({ step: 1, lane: 2 });
  expect(after('ArrowUp')).toEqual({ step: 1, lane: 1 });
  expect([after('Home'), after('End'), after('x')]).toEqual([
    { step: 0, lane: 2 },
    { step: 4, lane: 2 },
    null,
  ]);
});
