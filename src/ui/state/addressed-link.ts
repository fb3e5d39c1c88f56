import { isLink } from '../../experiment/link.ts';

/**
 * Where the address that the page was opened at holds a link, if it does: its fragment, or the whole, since a `#` that was written
 * `%23` made the link part of the path or of a query.
 */
export function addressedLink({ hash, href }: Pick<Location, 'hash' | 'href'>): string {
  // A page beside the lab was asked for, whatever led there.
  return hash === '' && isLink(href) ? href : hash;
}
