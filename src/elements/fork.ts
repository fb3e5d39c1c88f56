import { visible } from '../experiment/visible.ts';
import { counted, grouped } from '../results/text.ts';
import { DataElement, make } from './data-element.ts';
import { type ForkData, readFork } from './fork-data.ts';

/** Between two tokens while it plays. */
const TOKEN_MS = 60;

/**
 * `<batchmates-fork>`: two answers to one prompt, token by token, and where they part. Data: `{ prompt, a: { name, tokens },
 * b: { name, tokens } }`, or the record of a run, of which the attributes `a`, `b` and `probe` choose a pair. It plays once when it
 * comes into view, unless it has the attribute `still` or the reader prefers less motion; the text is whole from the start.
 */
export class ForkElement extends DataElement {
  static override readonly observedAttributes: readonly string[] = ['src', 'a', 'b', 'probe', 'still'];

  protected override readonly styles = STYLES;
  #timer: ReturnType<typeof setInterval> | undefined;
  #seen: IntersectionObserver | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  protected override draw(data: unknown): Node {
    this.#end();
    const [a, b, probe] = ['a', 'b', 'probe'].map((name) => this.getAttribute(name));
    const fork = readFork(data, { a, b, probe });
    const replay = make('button', { type: 'button', part: 'replay' }, 'Replay');
    const figure = make(
      'figure',
      { part: 'figure' },
      ...(fork.title === '' ? [] : [make('p', { part: 'title' }, visible(fork.title))]),
      make('p', { part: 'shared' }, make('span', { class: 'prompt' }, fork.prompt), ...tokens(fork.shared)),
      make('div', { class: 'sides' }, sideOf('a', fork), sideOf('b', fork)),
      make('figcaption', {}, `${verdictOf(fork)} `, replay),
    );
    replay.addEventListener('click', () => this.#play(figure));
    this.#playWhenSeen(figure);
    return figure;
  }

  #playWhenSeen(figure: HTMLElement): void {
    const still = this.hasAttribute('still') || matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (still || typeof IntersectionObserver === 'undefined') return;
    this.#seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.#seen?.disconnect();
      this.#play(figure);
    });
    this.#seen.observe(this);
  }

  /** Tokens come one after the other, both sides' in step; their places are there from the start. */
  #play(figure: HTMLElement): void {
    this.#end();
    const all = (selector: string) => [...figure.querySelectorAll<HTMLElement>(selector)];
    const [shared, a, b] = ['[part=shared] .token', '.side.a .token', '.side.b .token'].map(all);
    for (const token of [...shared, ...a, ...b]) token.dataset.waits = '';
    let at = 0;
    this.#timer = setInterval(() => {
      const past = at - shared.length;
      for (const token of past < 0 ? [shared[at]] : [a[past], b[past]]) delete token?.dataset.waits;
      at++;
      if (at >= shared.length + Math.max(a.length, b.length)) this.#end();
    }, TOKEN_MS);
  }

  #end(): void {
    clearInterval(this.#timer);
    this.#seen?.disconnect();
  }
}

function tokens(texts: readonly string[]): Node[] {
  return texts.map((text) => make('span', { class: 'token' }, text));
}

function sideOf(side: 'a' | 'b', { [side]: { name, rest } }: ForkData): Node {
  const head = make('strong', {}, visible(name));
  // Rows of one column where both go on alike: nothing stands below the shared text then.
  if (rest.length === 0) return make('p', { class: `side ${side} ended`, part: side }, head);
  return make('p', { class: `side ${side}`, part: side }, head, ...tokens(rest));
}

/** Where they part, or that they do not. */
export function verdictOf({ shared, a, b, identical, where, of }: ForkData): string {
  const on = where === '' ? '' : ` Computed on ${visible(where)}.`;
  if (a.rest.length + b.rest.length > 0) {
    if (of === 'token') return `They part at token ${grouped(shared.length)}.${on}`;
    return shared.length === 0
      ? `They part at once.${on}`
      : `They part after ${counted(shared.length, of)}.${on}`;
  }
  const same = identical ? 'the same bits in every logit' : 'the same text';
  return `${counted(shared.length, of)}: ${same}.${on}`;
}

const STYLES = `
.prompt { color: var(--muted); }
[part="title"] { font-weight: 650; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 0.5rem 1rem; margin: 0.5rem 0; }
.side { padding-left: 0.75rem; border-left: 3px solid var(--a); }
.side.b { border-left: 3px dashed var(--b); }
.side strong { display: block; font-size: 0.8125rem; color: var(--a); }
.side.b strong { color: var(--b); }
.side > .token:first-of-type { text-decoration: underline dashed var(--fork) 2px; text-underline-offset: 4px; }
.token { white-space: pre-wrap; transition: opacity 0.12s; }
.token[data-waits] { opacity: 0; }
`;
