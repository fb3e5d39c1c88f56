/** What of a KeyboardEvent decides which shortcut it is. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Where a key was pressed: a field takes letters, a control takes Enter, Space and arrows. */
export type KeyPlace = 'page' | 'control' | 'field';

const CONTROL_KEYS = new Set([
  'Enter',
  ' ',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
]);
/** With Mod these edit the text of a field. */
const EDITING_KEYS = new Set(['a', 'c', 'v', 'x', 'y', 'z', 'arrowleft', 'arrowright', 'backspace']);

export const ON_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** True where a press is the shortcut: `Mod+Enter`, `?`, `Shift+Mod+z`. Shift counts for letters and named keys alone. */
export function isShortcut(keys: string, press: KeyPress, mac = ON_MAC): boolean {
  const { key, modifiers } = parse(keys);
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  if (press.key.toLowerCase() !== key.toLowerCase() || other) return false;
  if (mod !== modifiers.has('Mod') || press.altKey !== modifiers.has('Alt')) return false;
  // `?` is on another key with or without Shift from one keyboard to the next.
  const shiftTells = key.length > 1 || key.toLowerCase() !== key.toUpperCase() || key === ' ';
  return !shiftTells || press.shiftKey === modifiers.has('Shift');
}

/** True where the place has the first right to the press. */
export function belongsTo(place: KeyPlace, press: KeyPress): boolean {
  const mod = press.ctrlKey || press.metaKey;
  if (place === 'field') return !mod || EDITING_KEYS.has(press.key.toLowerCase());
  return place === 'control' && !mod && CONTROL_KEYS.has(press.key);
}

export function placeOfTarget(target: EventTarget | null): KeyPlace {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target.isContentEditable || target.matches('textarea, select')) return 'field';
  if (target instanceof HTMLInputElement) {
    return ['checkbox', 'radio', 'button', 'file', 'range'].includes(target.type) ? 'control' : 'field';
  }
  return target.closest('button, a, summary, [role], [tabindex]') ? 'control' : 'page';
}

/** The keys as they are printed on this visitor's keyboard, one an entry. */
export function keyNames(keys: string, mac = ON_MAC): string[] {
  const names: Readonly<Record<string, string>> = {
    Mod: mac ? '⌘' : 'Ctrl',
    Alt: mac ? '⌥' : 'Alt',
    Shift: mac ? '⇧' : 'Shift',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    ' ': 'Space',
  };
  const { key, modifiers } = parse(keys);
  return [...['Mod', 'Alt', 'Shift'].filter((name) => modifiers.has(name)), key].map(
    (name) => names[name] ?? (name.length === 1 ? name.toUpperCase() : name),
  );
}

function parse(keys: string): { readonly key: string; readonly modifiers: ReadonlySet<string> } {
  // `Mod++` ends in the key itself.
  const parts = keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+');
  const key = parts.at(-1) || '+';
  return { key: key === 'Space' ? ' ' : key, modifiers: new Set(parts.slice(0, -1)) };
}
