import { keyNames } from './keys.ts';

/** A shortcut as the caps of its keys. */
export function KeyCaps({ keys }: { readonly keys: string }) {
  return (
    <span className="caps">
      {keyNames(keys).map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
    </span>
  );
}
