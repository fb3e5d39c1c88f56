import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LESSONS } from '../lessons.ts';
import {
  type Completion,
  completionCode,
  editionOf,
  MOST_NAME,
  nameProblem,
  readCode,
} from './completion-code.ts';

const day = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => nameProblem(text) === null);
const completion: fc.Arbitrary<Completion> = fc
  .record({ lesson: fc.constantFrom(...LESSONS), name, date: day })
  .map(({ lesson, ...rest }) => ({ lesson: lesson.id, edition: editionOf(lesson), ...rest }));

describe('a completion code', () => {
  test('is read as it was made, whatever stands around it', () => {
    fc.assert(
      fc.property(completion, fc.constantFrom('', 'my code: ', '2026-11-28 10:00,Ada,'), (made, before) => {
        const read = readCode(`${before}${completionCode(made)} `);
        expect(read).toMatchObject({
          ok: true,
          completion: { ...made, name: expect.any(String) },
        });
        // The same name, tidied: made again from what was read, it is the same code.
        if (read.ok) expect(completionCode(read.completion)).toBe(completionCode(made));
      }),
      { numRuns: 200 },
    );
  });

  test('with one sign changed, dropped or doubled it is refused', () => {
    fc.assert(
      fc.property(completion, fc.nat(), fc.constantFrom('A', '7', '-', ''), (made, at, sign) => {
        const code = completionCode(made);
        const place = at % code.length;
        const other = code.slice(0, place) + sign + code.slice(place + 1);
        fc.pre(other !== code);
        expect(readCode(other).ok).toBe(false);
        expect(readCode(code.slice(0, place) + code[place] + code.slice(place)).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test('is one word without a comma, so that it survives chats, forms and tables', () => {
    fc.assert(
      fc.property(completion, (made) => {
        expect(completionCode(made)).toMatch(/^[A-Za-z0-9.%_-]+$/);
      }),
      { numRuns: 100 },
    );
  });

  test('a name may not be empty or long, and no line break gets into one', () => {
    expect(nameProblem(' \n ')).not.toBeNull();
    expect(nameProblem('x'.repeat(MOST_NAME + 1))).not.toBeNull();
    expect(() => completionCode({ lesson: 'floats', edition: '0000', name: '', date: '2026-11-28' })).toThrow(
      RangeError,
    );
    const read = readCode(
      completionCode({ lesson: 'floats', edition: '0000', name: ' Ada\n\tL. ', date: '2026-11-28' }),
    );
    expect(read.ok && read.completion.name).toBe('Ada L.');
  });

  test('says why where there is none, or none that holds', () => {
    expect(readCode('hello')).toEqual({ ok: false, why: 'No code.' });
    expect(readCode('BM1.floats.7K2M')).toEqual({ ok: false, why: 'The code is cut or mistyped.' });
    const impossible = completionCode({ lesson: 'floats', edition: '0000', name: 'A', date: '2026-02-30' });
    expect(readCode(impossible)).toEqual({ ok: false, why: 'There is no day 2026-02-30.' });
  });

  test('an edition changes with what a lesson asks for, and with nothing else', () => {
    const [lesson] = LESSONS;
    expect(editionOf({ ...lesson, promise: 'another' })).toBe(editionOf(lesson));
    const [first, ...steps] = lesson.steps;
    expect(editionOf({ ...lesson, steps: [{ ...first, task: 'another' }, ...steps] })).not.toBe(
      editionOf(lesson),
    );
    expect(new Set(LESSONS.map(editionOf)).size).toBe(LESSONS.length);
  });
});
