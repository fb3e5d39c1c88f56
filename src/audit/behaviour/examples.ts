import type { TranscriptAnswer } from './answer.ts';
import { wordIds, wordPlaces } from './answer.ts';
import type { CallExample, LoopExample } from './behaviour-report.ts';
import { type Loop, longestLoop } from './loop.ts';
import type { MeasuredAnswer } from './measures.ts';

/** Of each kind, in a window. */
const MOST = 5;
const LONGEST = 400;

/** The worst of a window, of which alone the text is kept. */
export class WorstExamples {
  #loops: LoopExample[] = [];
  #calls: CallExample[] = [];

  get loops(): readonly LoopExample[] {
    return this.#loops;
  }

  get calls(): readonly CallExample[] {
    return this.#calls;
  }

  add({ id, text }: TranscriptAnswer, { loop, again, values }: MeasuredAnswer, at: string): void {
    if (loop && isWorse(loop.covered, this.#loops.at(-1)?.covered, this.#loops.length))
      this.#loops = kept(
        this.#loops,
        { id, at, ...loopText(text, loop), length: values.length },
        (of) => of.covered,
      );
    const [worst] = again;
    if (worst && isWorse(worst.times, this.#calls.at(-1)?.times, this.#calls.length)) {
      const { name, arguments: given } = worst.call;
      const call = { id, at, name, arguments: shortened(given), times: worst.times };
      this.#calls = kept(this.#calls, call, (of) => of.times);
    }
  }
}

function isWorse(value: number, least: number | undefined, length: number): boolean {
  return length < MOST || value > (least ?? 0);
}

function kept<Example>(examples: readonly Example[], one: Example, by: (of: Example) => number): Example[] {
  return [...examples, one].sort((a, b) => by(b) - by(a)).slice(0, MOST);
}

/** What goes round, as text: where tokens went round and their words do not, the text's end. */
function loopText(text: string, { covered, period }: Loop) {
  const inWords = longestLoop(wordIds(text));
  const times = Math.floor(covered / period);
  if (!inWords) return { said: shortened(text.slice(-LONGEST)), times, covered };
  const places = wordPlaces(text).slice(inWords.from, inWords.from + inWords.period);
  return { said: shortened(text.slice(places[0].from, places.at(-1)!.to)), times, covered };
}

function shortened(text: string): string {
  const characters = Array.from(text.slice(0, 2 * LONGEST));
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : characters.join('');
}
