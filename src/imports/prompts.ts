import type { Field } from './field.ts';

/** What was asked, where it stands beside an answer: a request's `prompt`, or its messages as lines; null where it does not. */
export function promptOf(record: Field): string | null {
  const request = record.maybe('request');
  const places = [request.maybe('body'), request, record.maybe('body'), record];
  for (const place of places) {
    const prompt = place.maybe('prompt');
    if (typeof prompt.value === 'string') return prompt.value;
    const messages = place.maybe('messages');
    if (messages.isList()) return messages.items().map(messageLine).join('\n');
  }
  return null;
}

function messageLine(message: Field): string {
  const role = message.maybe('role').value;
  const content = contentOf(message.maybe('content'));
  return typeof role === 'string' ? `${role}: ${content}` : content;
}

/** A text, or parts of which some are texts. */
function contentOf(content: Field): string {
  const texts = content.isList() ? content.items().map((part) => part.maybe('text')) : [content];
  return texts.map(({ value }) => (typeof value === 'string' ? value : '')).join('');
}
