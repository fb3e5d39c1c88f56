/**
 * A rendered lesson as plain text, in the order it is read: headings, paragraphs, questions with their answers, and each figure by
 * its label and caption. What only a widget shows is left to the page.
 */
export function plainText(article: Element): string {
  return `${blocksOf(article).join('\n\n')}\n`;
}

/** The words that a reader meets. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function blocksOf(parent: Element): string[] {
  return [...parent.children].flatMap((element) => blockOf(element)).filter((block) => block !== '');
}

function blockOf(element: Element): string[] {
  const part = element.getAttribute('data-part');
  if (part === 'figure') return [figureText(element)];
  if (part === 'predict') return [questionText(element)];
  if (element.matches('nav, form, button, svg, canvas, [data-part="plain-text"]')) return [];
  if (element.matches('h2')) return [`# ${textOf(element)}`];
  if (element.matches('h3')) return [`## ${textOf(element)}`];
  if (element.matches('h4')) return [`### ${textOf(element)}`];
  if (element.matches('ul, ol')) return [[...element.children].map((item) => `- ${textOf(item)}`).join('\n')];
  return element.matches('p') ? [textOf(element)] : blocksOf(element);
}

function figureText(figure: Element): string {
  const caption = figure.querySelector('figcaption');
  const label = figure.getAttribute('aria-label');
  return caption ? `[Figure: ${label}. ${textOf(caption)}]` : `[Figure: ${label}]`;
}

/** Question and options, then the answer with its reason. */
function questionText(question: Element): string {
  const [asked, options, reveal] = question.children;
  const listed = [...options.querySelectorAll('button[aria-pressed]')].map((option) => `- ${textOf(option)}`);
  return [`Question: ${textOf(asked)}`, ...listed, ...blocksOf(reveal)].join('\n');
}

function textOf(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  // Links to the place itself, marks and what a term shows when asked are no part of the sentence.
  for (const extra of copy.querySelectorAll(
    '[aria-hidden="true"], svg, .unseen, [popover], [data-part="plain-text"], [aria-label^="Link to"]',
  ))
    extra.remove();
  return (copy.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}
