import { expect, it } from 'vitest';
import { answersOf, behaviourOfAnswer, isAnswer } from './answers.ts';
import { ArmView } from './arm-view.ts';

/** An arm whose requests say these words, token by token; those of an open one are not done. */
function saying(
  arm: string,
  said: Readonly<Record<string, readonly string[]>>,
  open: string[] = [],
): ArmView {
  const view = new ArmView(arm);
  Object.entries(said).forEach(([id, words], request) => {
    const about = { arm, request, at: 0 };
    view.take({
      ...about,
      type: 'arrived',
      id,
      role: 'clean',
      tier: 0,
      promptTokens: 1,
      outputTokens: 8,
      prompt: '',
    });
    words.forEach((text, position) => {
      view.take({ ...about, type: 'token', step: position, position, token: text.charCodeAt(0), text });
    });
    if (!open.includes(id))
      view.take({ ...about, type: 'ended', outcome: { kind: 'done', reason: 'length' }, fingerprint: null });
  });
  return view;
}

const circle = ['a', 'bb', 'ccc', 'dddd', 'a', 'bb', 'ccc', 'dddd'];
const straight = ['a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff', '1+1=', '2;2+1=3'];

it('measures answers that are done, and how they differ from those of the first arm, request by request', () => {
  const first = saying('whole', { one: straight, two: straight, three: circle });
  const second = saying('cut', { two: circle, one: straight.slice(0, 4), four: circle }, ['four']);
  const [whole, cut] = answersOf([first, second]);
  expect(whole).toMatchObject({ arm: 'whole', count: 3, less: null });
  expect(whole.means?.length.mean).toBe(8);
  expect(whole.means?.steps.mean).toBeCloseTo(4 / 3);
  expect(cut).toMatchObject({ arm: 'cut', count: 2, less: { arm: 'whole', count: 2 } });
  // One is four tokens shorter, two goes in a circle of four tokens once: one of its five runs.
  expect(cut.less?.means.length.mean).toBe(-2);
  expect(cut.less?.means.longestRepeat.mean).toBe(2);
  expect(cut.less?.means.repeated.mean).toBeCloseTo(0.1);
});

it('leaves out who is not done, and knows an answer that is', () => {
  const view = saying('arm', { one: circle, two: circle }, ['two']);
  expect(view.requests.map(isAnswer)).toEqual([true, false]);
  expect(behaviourOfAnswer(view.requests[0])).toBe(behaviourOfAnswer(view.requests[0]));
  expect(answersOf([saying('none', { one: [] })])[0]).toMatchObject({ count: 0, means: null });
});
