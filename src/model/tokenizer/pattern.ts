import { z } from 'zod';
import { shown } from '../model-error.ts';
import { inside, type Place } from './component.ts';
import { createMatcher, type Spans } from './regex/matcher.ts';

/** Where a text has what is looked for, from left to right. */
export type Finder = (text: string) => Spans;

const expected = '{"String": ...} or {"Regex": ...}';

/** What `pattern` fields hold: a text to be found as it is, or a regular expression. */
export const patternField = z.union(
  [
    z.strictObject({ String: z.string('a text').min(1, 'a text') }, expected),
    z.strictObject({ Regex: z.string('a regular expression').min(1, 'a regular expression') }, expected),
  ],
  expected,
);

export function finderOf(pattern: z.output<typeof patternField>, place: Place): Finder {
  if ('String' in pattern) return literalFinder(pattern.String);
  const { at } = inside(place, 'pattern.Regex');
  const { matches } = createMatcher(pattern.Regex, `${at} ${shown(pattern.Regex)}`);
  return matches;
}

export function literalFinder(words: string): Finder {
  return (text) => {
    const spans: number[] = [];
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
      spans.push(at, at + words.length);
    }
    return spans;
  };
}

/** Finds by an expression of our own, which must take linear time and match no empty text. */
export function ownFinder(expression: RegExp): Finder {
  return (text) => {
    const spans: number[] = [];
    for (const match of text.matchAll(expression)) spans.push(match.index, match.index + match[0].length);
    return spans;
  };
}

const BEHAVIORS = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
export type Behavior = (typeof BEHAVIORS)[number];
export const behaviorField = z.enum(BEHAVIORS, BEHAVIORS.join(' or '));

/** Cuts a text at what is found in it; `invert` swaps what is found and what lies between. Empty parts are left out. */
export function cut(text: string, spans: Spans, behavior: Behavior, invert = false): string[] {
  const bounds = stretches(text.length, spans, invert);
  const joined = joins(bounds, behavior);
  const parts: string[] = [];
  for (let i = 0; i < bounds.ends.length; i++) {
    if (behavior === 'Removed' && bounds.found[i]) continue;
    const start = i === 0 ? 0 : bounds.ends[i - 1];
    if (joined[i] && parts.length > 0) parts[parts.length - 1] += text.slice(start, bounds.ends[i]);
    else parts.push(text.slice(start, bounds.ends[i]));
  }
  return parts.filter((part) => part !== '');
}

/** Whether the cut leaves out how the text begins. */
export function cutsStart(spans: Spans, behavior: Behavior, invert: boolean): boolean {
  const atStart = spans.length > 0 && spans[0] === 0 && spans[1] > 0;
  return behavior === 'Removed' && atStart !== invert;
}

/** A text as stretches that were found and that were not, each from the end of the one before. */
interface Stretches {
  readonly ends: readonly number[];
  readonly found: readonly boolean[];
}

function stretches(length: number, spans: Spans, invert: boolean): Stretches {
  const ends: number[] = [];
  const found: boolean[] = [];
  let done = 0;
  for (let i = 0; i <= spans.length; i += 2) {
    const start = i < spans.length ? spans[i] : length;
    if (start > done) {
      ends.push(start);
      found.push(invert);
    }
    if (i === spans.length) break;
    done = spans[i + 1];
    ends.push(done);
    found.push(!invert);
  }
  return { ends, found };
}

/**
 * Which stretches join the one before them. Contiguous: those of a kind; merged: one that was found joins its neighbour
 * on that side, but never one that was found too.
 */
function joins({ found }: Stretches, behavior: Behavior): readonly boolean[] {
  switch (behavior) {
    case 'Contiguous':
      return found.map((is, i) => i > 0 && is === found[i - 1]);
    case 'MergedWithPrevious':
      return found.map((is, i) => i > 0 && is && !found[i - 1]);
    case 'MergedWithNext':
      return found.map((_, i) => i > 0 && found[i - 1] && !found[i]);
    default:
      return [];
  }
}

/** The text with all that is found replaced. */
export function replaceFound(text: string, find: Finder, content: string): string {
  let result = '';
  let done = 0;
  const spans = find(text);
  for (let i = 0; i < spans.length; i += 2) {
    result += text.slice(done, spans[i]) + content;
    done = spans[i + 1];
  }
  return result + text.slice(done);
}
