import { show } from '../../../experiment/errors.ts';

/** A stranger's text in quotes, cut to `most` characters. */
export function shownText(text: string, most: number): string {
  return show(text.length > most ? `${text.slice(0, most)}…` : text);
}
