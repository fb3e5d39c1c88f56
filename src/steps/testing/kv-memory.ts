import type { HandOver } from '../disaggregated.ts';
import { BLOCK_POSITIONS } from '../kv-blocks.ts';
import type { KvMove } from '../moves.ts';
import type { QueueState } from '../queue.ts';
import type { StepPlan, StepSlice } from '../step-plan.ts';

/** What lies in a slot: all that had a part in a key, as a number. */
type Content = number;

/** Of a request: the place in its text of each key that lies in its blocks, from its segment's first on. */
interface Lying {
  readonly places: number[];
  /** Set where its keys are not those of its text alone. */
  readonly own: boolean;
}

/**
 * A cache that holds, in the place of each key, which text it was computed from. A plan is right if every row finds the keys that its
 * request would have alone: so it does what an engine does, and throws where one finds something else.
 */
export class KvMemory {
  readonly #device: (Content | undefined)[] = [];
  readonly #host = new Map<number, (Content | undefined)[]>();
  readonly #lying = new Map<string, Lying>();
  readonly #texts = new Map<string, Content[]>();
  /** How many of a request's keys were drafted in its last step: so many may be taken back. */
  readonly #drafted = new Map<string, number>();

  step(state: QueueState, plan: StepPlan): void {
    for (const move of plan.moves ?? []) this.#move(move);
    for (const { request, first, blocks } of plan.evicted ?? []) {
      const { places } = this.#lying.get(request)!;
      places.splice(first * BLOCK_POSITIONS, blocks * BLOCK_POSITIONS);
      this.#lying.set(request, { places, own: true });
    }
    const swapped = new Set(plan.swapped?.map(({ request }) => request));
    for (const id of plan.preempted) if (!swapped.has(id)) this.#lying.delete(id);
    const written = new Map<number, string>();
    for (const slice of plan.slices) this.#write(state, slice, written);
    for (const slice of plan.slices) this.#read(slice);
  }

  /** A request's keys go on in another arm's cache. */
  handOver(other: KvMemory, { request, from, to }: HandOver): void {
    from.forEach((block, i) => {
      other.#put(to[i], this.#block(block));
    });
    other.#lying.set(request, this.#lying.get(request)!);
    this.#lying.delete(request);
  }

  #move(move: KvMove): void {
    if (move.kind === 'zero') return;
    if (move.kind === 'swap-out') this.#host.set(move.host, this.#block(move.block));
    else if (move.kind === 'copy') this.#put(move.to, this.#block(move.from));
    else {
      const content = this.#host.get(move.host);
      if (!content) throw new Error(`nothing lies at place ${move.host} of host memory`);
      this.#put(move.block, content);
      this.#host.delete(move.host);
    }
  }

  #block(block: number): (Content | undefined)[] {
    return Array.from({ length: BLOCK_POSITIONS }, (_, i) => this.#device[block * BLOCK_POSITIONS + i]);
  }

  #put(block: number, content: readonly (Content | undefined)[]): void {
    content.forEach((each, i) => {
      this.#device[block * BLOCK_POSITIONS + i] = each;
    });
  }

  #write(state: QueueState, slice: StepSlice, written: Map<number, string>): void {
    const { request: id, start, position = start, tokens } = slice;
    const { tokens: known, draft } = [...state.running, ...state.waiting].find((each) => each.id === id)!;
    const text = [...known.slice(), ...draft];
    this.#takeBack(id, position);
    const segment = this.#lying.has(id) ? start - this.#lying.get(id)!.places.length : start - position;
    // What a request begins with was found: it lies where its text says.
    const lying = this.#lying.get(id) ?? {
      places: Array.from({ length: position }, (_, place) => place),
      own: segment > 0 && slice.from === undefined,
    };
    if ((lying.places.at(-1) ?? -1) + 1 !== position) throw new Error(`${id} goes on at ${position}`);
    this.#lying.set(id, lying);
    tokens.forEach((token, i) => {
      if (token !== text[position + i]) throw new Error(`${id} is fed ${token}`);
      const slot = slotOf(slice, start + i);
      const other = written.get(slot);
      if (other !== undefined) throw new Error(`${other} and ${id} write to one slot`);
      written.set(slot, id);
      lying.places.push(position + i);
      this.#device[slot] = this.#content(id, text, position + i);
    });
    this.#texts.set(id, this.#hashes(id, text));
    this.#drafted.set(id, slice.drafted ?? 0);
  }

  /** Of what was drafted, all that its request does not go on after. */
  #takeBack(id: string, position: number): void {
    const places = this.#lying.get(id)?.places ?? [];
    const beyond = Math.min(this.#drafted.get(id) ?? 0, (places.at(-1) ?? -1) + 1 - position);
    if (beyond > 0) places.splice(places.length - beyond);
    this.#texts.get(id)?.splice(position);
  }

  #read(slice: StepSlice): void {
    const { request: id, start, tokens, from = 0 } = slice;
    const { places } = this.#lying.get(id)!;
    const segment = start + tokens.length - places.length;
    for (let index = from; index < start + tokens.length; index++) {
      const found = this.#device[slotOf(slice, index)];
      const right = index < segment ? found !== undefined : this.#isOf(id, places[index - segment], found);
      if (!right) throw new Error(`${id} finds at ${index} what is not its own`);
    }
  }

  #isOf(id: string, place: number, found: Content | undefined): boolean {
    const text = this.#texts.get(id)![place];
    return found === text || (this.#lying.get(id)!.own && found === marked(text, id));
  }

  #content(id: string, text: readonly number[], place: number): Content {
    const hash = this.#hashes(id, text)[place];
    return this.#lying.get(id)!.own ? marked(hash, id) : hash;
  }

  /** Of each leading part of a text. */
  #hashes(id: string, text: readonly number[]): Content[] {
    const known = this.#texts.get(id) ?? [];
    for (let i = known.length; i < text.length; i++)
      known.push(Math.imul((known[i - 1] ?? 17) ^ (text[i] + 1), 0x9e3779b1) ^ i);
    this.#texts.set(id, known);
    return known;
  }
}

function slotOf({ request, blocks }: StepSlice, index: number): number {
  const block = blocks[Math.floor(index / BLOCK_POSITIONS)];
  if (block === undefined) throw new Error(`${request} has no block for ${index}`);
  return block * BLOCK_POSITIONS + (index % BLOCK_POSITIONS);
}

function marked(content: Content, id: string): Content {
  return [...id].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x85ebca6b), content) ^ 1;
}
