import { expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { between, characters, fill } from './fill.ts';

const random = createRandom(3);

it('fills slots, and slots inside what fills them', () => {
  const fillers = { greeting: ['hello <name>'], name: ['<title> Ada'], title: () => 'Dr' };
  expect(fill('<greeting>, <name>!', fillers, random)).toBe('hello Dr Ada, Dr Ada!');
});

it('leaves what is no slot: code and markup with other brackets', () => {
  const template = '#include <stdio.h> Option<u32> a < b > c <<<<<<< HEAD {name} $name';
  expect(fill(template, {}, random)).toBe(template);
});

it('names a slot that nothing fills', () => {
  expect(() => fill('a <missing> b', {}, random)).toThrow('slot <missing> has no fillers');
});

it('counts characters, not UTF-16 units', () => {
  expect([...characters(random, '🙂🔥', 9)]).toHaveLength(9);
});

it('includes both ends of a range', () => {
  const seen = new Set(Array.from({ length: 200 }, () => between(random, 4, 6)));
  expect([...seen].sort()).toEqual([4, 5, 6]);
});
