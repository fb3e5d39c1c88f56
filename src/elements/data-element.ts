import { DataError } from './data-error.ts';
import { SHARED_STYLES } from './styles.ts';

/** Characters of JSON that an element takes in. */
const MOST_CHARACTERS = 8_000_000;

/**
 * A picture of given data, for any page: by the property `data`, by the address `src` of a JSON file, or by a
 * `<script type="application/json">` inside the element. What is wrong with the data is said in the picture's place. Nothing is
 * fetched but `src`, and nothing is put into the page but text and shapes.
 */
export abstract class DataElement extends HTMLElement {
  static readonly observedAttributes: readonly string[] = ['src'];

  readonly #root = this.attachShadow({ mode: 'open' });
  #given: unknown;
  /** Of the latest loading: what an older one finds is dropped. */
  #loading: AbortController | null = null;

  protected abstract readonly styles: string;

  /** @param data as JSON gives it. Throws DataError where it is not what the element draws. */
  protected abstract draw(data: unknown): Node;

  get data(): unknown {
    return this.#given;
  }

  set data(data: unknown) {
    this.#given = data;
    this.refresh();
  }

  connectedCallback(): void {
    const parsing = document.readyState === 'loading';
    // Of an element that is still being parsed the inside is not there yet.
    if (parsing) document.addEventListener('DOMContentLoaded', () => this.refresh(), { once: true });
    else this.refresh();
  }

  disconnectedCallback(): void {
    this.#loading?.abort();
  }

  attributeChangedCallback(): void {
    if (this.isConnected && document.readyState !== 'loading') this.refresh();
  }

  /** Draws what there is now. */
  protected refresh(): void {
    this.#loading?.abort();
    const loading = new AbortController();
    this.#loading = loading;
    void this.#load(loading.signal).then(
      (data) => loading.signal.aborted || this.#show(() => this.draw(data)),
      (error: unknown) => loading.signal.aborted || this.#show(() => this.#failure(error)),
    );
  }

  async #load(signal: AbortSignal): Promise<unknown> {
    if (this.#given !== undefined) return this.#given;
    const address = this.getAttribute('src');
    return parse(address === null ? this.#inside() : await fetchText(address, signal));
  }

  #inside(): string {
    const script = this.querySelector(':scope > script[type="application/json"]');
    if (!script)
      throw new DataError('no data: give the property data, the attribute src, or JSON in a script inside');
    return script.textContent;
  }

  #show(make: () => Node): void {
    let picture: Node | null = null;
    try {
      picture = make();
    } catch (error) {
      picture = this.#failure(error);
    }
    this.#root.replaceChildren(picture);
    this.#dress();
  }

  /** A constructed sheet, which a host page's policy for inline styles does not concern, where the browser has them. */
  #dress(): void {
    const css = SHARED_STYLES + this.styles;
    if ('adoptedStyleSheets' in this.#root) {
      if (this.#root.adoptedStyleSheets.length > 0) return;
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      this.#root.adoptedStyleSheets = [sheet];
    } else (this.#root as ShadowRoot).prepend(make('style', {}, css));
  }

  #failure(error: unknown): Node {
    const words = error instanceof Error ? error.message : String(error);
    return make('p', { role: 'alert', part: 'failure' }, `${this.localName}: ${words}`);
  }
}

/** An element with its attributes and what stands in it. */
export function make(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Node | string)[]
): HTMLElement {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  element.append(...children);
  return element;
}

/** A shape of an SVG picture, likewise. */
export function shape(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (Node | string)[]
): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  element.append(...children);
  return element;
}

function parse(text: string): unknown {
  if (text.length > MOST_CHARACTERS)
    throw new DataError(`the data have ${text.length} characters, at most ${MOST_CHARACTERS} are drawn`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError(`the data are no JSON: ${(error as Error).message}`);
  }
}

async function fetchText(address: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch(address, { signal }).catch((error: Error) => {
    throw new DataError(`${address} could not be fetched: ${error.message}`);
  });
  if (!answer.ok) throw new DataError(`${address} could not be fetched: status ${answer.status}`);
  return await answer.text();
}
