import type { CallCosts, LoopCost } from './call-costs.ts';
import { declarations, type GuardForm, MOST_NUMBER } from './guard-code.ts';
import type { WgslWord } from './wgsl-scan.ts';
import type { WgslFunction, WgslLoop } from './wgsl-shape.ts';

/** A round's most, so that no sum of budgets and rounds is beyond a u32. */
const MOST_COST = 2 ** 28;

interface Insert {
  readonly at: number;
  readonly text: string;
}

interface GuardPlan {
  readonly costs: CallCosts;
  readonly form: GuardForm;
  /** What the names that are added begin with. */
  readonly name: string;
  /** What the guards bind. */
  readonly group: number;
  /** Whether loops of later invocations end at once where one was ended. */
  readonly endTogether: boolean;
}

/** Writes the guards of a text's functions into it. */
export class GuardWriter {
  readonly #code: string;
  readonly #words: readonly WgslWord[];
  readonly #plan: GuardPlan;
  readonly #inserts: Insert[] = [];
  /** Functions that give a value of some type, where a function has to return one. */
  readonly #values: string[] = [];
  #loops = 0;

  constructor(code: string, words: readonly WgslWord[], plan: GuardPlan) {
    this.#code = code;
    this.#words = words;
    this.#plan = plan;
  }

  guard(each: WgslFunction): void {
    const { meets, loops } = this.#plan.costs.of(each.name);
    if (meets) this.#handBudget(each);
    if (each.entry && this.#plan.endTogether) this.#insert(each.body, ` ${this.#plan.name}_begin();`, 1);
    each.loops.forEach((loop, i) => {
      this.#guardLoop(each, loop, loops[i]);
    });
    if (loops.length > 0) this.#returnAfter(each);
  }

  /** The guarded text, put together once. */
  finish(): string {
    const pieces: string[] = [];
    let from = 0;
    for (const { at, text } of this.#inserts.toSorted((a, b) => a.at - b.at)) {
      pieces.push(this.#code.slice(from, at), text);
      from = at;
    }
    pieces.push(
      this.#code.slice(from),
      '\n',
      declarations(this.#plan.name, this.#plan.group),
      ...this.#values,
    );
    return pieces.join('');
  }

  #insert(word: number, text: string, after = 0): void {
    this.#inserts.push({ at: this.#words[word].at + after, text });
  }

  #guardLoop({ entry }: WgslFunction, { start, body }: WgslLoop, { words, meets }: LoopCost): void {
    const { name, form } = this.#plan;
    this.#loops++;
    const number = `${Math.min(this.#loops, MOST_NUMBER)}u`;
    const own = `${name}_own_${this.#loops}`;
    const charge = `${number}, ${own}, ${Math.min(MOST_COST, words)}u)`;
    const alone = `${name}_${form === 'shared' ? 'over' : 'apart_over'}(${charge}`;
    const over = meets ? `${name}_meeting_over(${entry ? '&' : ''}${name}_held, ${charge}` : alone;
    this.#insert(start, `var ${own} = 0u; `);
    this.#insert(body, ` ${own}++; if (${over}) { break; }`, 1);
  }

  /** The budget of the loops in which threads meet begins in the entry point and goes by pointer to whatever meets. */
  #handBudget({ entry, parameters, body, end }: WgslFunction): void {
    const { costs, name } = this.#plan;
    if (entry) this.#insert(body, ` var ${name}_held = ${name}_Spent();`, 1);
    else this.#insertFirst(parameters, `${name}_held: ${name}_Hold`);
    for (let i = body; i < end; i++) {
      const callee = costs.called(i);
      if (callee !== null && costs.of(callee).meets)
        this.#insertFirst(i + 1, `${entry ? '&' : ''}${name}_held`);
    }
  }

  /** In front of the other parameters or arguments of a parenthesis. */
  #insertFirst(parenthesis: number, text: string): void {
    const alone = this.#words[parenthesis + 1]?.text === ')';
    this.#insert(parenthesis, alone ? text : `${text}, `, 1);
  }

  /** A loop that could be left only by returning is now left by a break as well: what follows has to return something. */
  #returnAfter({ entry, result, end }: WgslFunction): void {
    if (entry || !result || this.#words[end - 1]?.text !== '}') return;
    const last = this.#words[result[1] - 1];
    const type = this.#code.slice(this.#words[result[0]].at, last.at + last.text.length);
    const value = `${this.#plan.name}_value_${this.#values.length}`;
    this.#insert(end, `return ${value}(); `);
    this.#values.push(`fn ${value}() -> ${type} { var value: ${type}; return value; }\n`);
  }
}
