import { settingText } from '../../../../studies/tracker/setting-text.ts';
import type { TrackerSetting } from '../../../../studies/tracker/tracker-setting.ts';

/** Shows a setting beside somebody's own numbers, by the page's address: what is shown follows from it alone, and an edit is no page to come back to. */
export function openSetting(setting: TrackerSetting, own: string): void {
  const part = own === '' ? '' : `/${encodeURI(own)}`;
  location.replace(`#claims/tracker/${encodeURI(settingText(setting))}${part}`);
}
