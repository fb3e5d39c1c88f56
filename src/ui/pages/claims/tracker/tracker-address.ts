import { readSetting, settingText } from '../../../../studies/tracker/setting-text.ts';
import { DEFAULT_SETTING, type TrackerSetting } from '../../../../studies/tracker/tracker-setting.ts';

/** The setting of an address; what it cannot say is said, and the default stands in. */
export function settingAt(part: string): {
  readonly setting: TrackerSetting;
  readonly problem: string | null;
} {
  try {
    return { setting: part === '' ? DEFAULT_SETTING : readSetting(part), problem: null };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { setting: DEFAULT_SETTING, problem: error.message };
  }
}

/** Shows a setting beside somebody's own numbers, by the page's address: what is shown follows from it alone, and an edit is no page to come back to. */
export function openSetting(setting: TrackerSetting, own: string): void {
  const part = own === '' ? '' : `/${encodeURI(own)}`;
  location.replace(`#claims/tracker/${encodeURI(settingText(setting))}${part}`);
}
