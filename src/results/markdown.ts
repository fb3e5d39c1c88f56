import { visible } from '../experiment/visible.ts';

/** Takes no room. Chats make a link of `www.` and of a domain, and wake people at `@everyone`, escaped or not, unless it is torn. */
const TEAR = '\u200b';

/** Text of an experiment as text: it may hold what Markdown, HTML or a chat would take for more. */
export function escaped(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/(?<!\w)@|@(?!\d+\b)|:(?=\/\/)|(?<=[\p{L}\p{N}])\.(?=\p{L})/gu, `$&${TEAR}`);
}
