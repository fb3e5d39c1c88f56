import type { LabState } from './lab-state.ts';

/** Something a visitor can do by name: the command palette, the shortcut sheet and the keyboard read the same table. */
export interface Action {
  readonly id: string;
  /** In the imperative, as the palette shows it. */
  readonly title: string;
  readonly group:
    | 'Run'
    | 'Compose'
    | 'Compare'
    | 'Ask'
    | 'Sections'
    | 'Share'
    | 'View'
    | 'Help'
    | 'Presets'
    | 'Learn'
    | 'Claims'
    | 'Audit';
  /** `Mod` is Ctrl, or Cmd on a Mac: `Mod+Enter`, `?`, `Shift+Mod+z`. */
  readonly keys?: string;
  /** Left out: always. */
  readonly enabled?: (state: LabState) => boolean;
  readonly run: () => void;
}
