import { describe, expect, it } from 'vitest';
import { answerIn, passes, type Scoring } from './score.ts';

describe('answerIn', () => {
  it.each<[Scoring, string, string | null]>([
    ['exact', 'a b c', 'a b c'],
    ['exact', ' a b c \n', 'a b c'],
    ['exact', 'a\r\n', 'a'],
    ['exact', '', ''],
    ['exact', 'a b c\nSort: x y', 'a b c\nSort: x y'],
    ['last-line', 'x=1\ny=2\n', 'y=2'],
    ['last-line', 'x=1\r\n y=2 \r\n\r\n', 'y=2'],
    ['last-line', 'only', 'only'],
    ['last-line', '\n \n', null],
    ['last-line', '', null],
    ['after-arrow', '7+5=12; 4+8+1=13 -> 132', '132'],
    ['after-arrow', 'a -> 1\nb -> 2\n', '2'],
    ['after-arrow', 'a -> 1\r\nWhat is 3 + 4?', '1'],
    ['after-arrow', 'a -> 1\nb ->', ''],
    ['after-arrow', 'a -->5', '5'],
    ['after-arrow', 'a - > 5', null],
    ['after-arrow', '', null],
  ])('%s of %j is %j', (scoring, completion, answer) => {
    expect(answerIn(completion, scoring)).toBe(answer);
  });
});

describe('passes', () => {
  it.each<[Scoring, string, string, boolean]>([
    ['exact', 'a b', 'a b', true],
    // No end-of-text: whatever else is written is part of the answer.
    ['exact', 'a b\na b', 'a b', false],
    ['exact', '', 'a', false],
    ['exact', 'A', 'a', false],
    ['last-line', 'a\nb', 'a', false],
    ['after-arrow', 'x -> 13 apples', '13', false],
    ['after-arrow', '13', '13', false],
    ['after-arrow', '-> 13 -> 14', '13', false],
    ['after-arrow', '-> 13\n\n13', '13', true],
  ])('%s: %j for %j is %s', (scoring, completion, answer, passed) => {
    expect(passes(completion, { answer, scoring })).toBe(passed);
  });
});
