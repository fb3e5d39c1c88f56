import type { Random } from '../random.ts';

/** What may stand in a slot: texts, which may hold slots themselves, or a rule that makes one. */
export type Fillers = Readonly<Record<string, readonly string[] | ((random: Random) => string)>>;

/**
 * Replaces every `<slot>` of a template, and of what replaces it, by a choice from the fillers.
 * Throws where a template names a slot that has none.
 */
export function fill(template: string, fillers: Fillers, random: Random): string {
  return template.replaceAll(/<([a-z]+)>/g, (_slot, name: string) => {
    const filler = fillers[name];
    if (filler === undefined) throw new Error(`noise template: slot <${name}> has no fillers`);
    return typeof filler === 'function' ? filler(random) : fill(random.pick(filler), fillers, random);
  });
}

/** `count` characters drawn from an alphabet. */
export function characters(random: Random, alphabet: string, count: number): string {
  const symbols = [...alphabet];
  return Array.from({ length: count }, () => random.pick(symbols)).join('');
}

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + random.below(high - low + 1);
}
