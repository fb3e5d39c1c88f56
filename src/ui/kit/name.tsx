import { visible } from '../../experiment/visible.ts';

/**
 * A name or a title, which may be a stranger's: nothing in it is hidden, and its direction of writing ends with it. Where only text
 * can stand, as in an option or a label, `visible` alone does.
 */
export function Name({ of }: { readonly of: string }) {
  return <bdi>{visible(of)}</bdi>;
}
