import type { OwnNumbers } from '../../../../studies/tracker/own-numbers.ts';
import { ownNumbersText, settingText } from '../../../../studies/tracker/setting-text.ts';
import type { TrackerSetting } from '../../../../studies/tracker/tracker-setting.ts';

/** The page's address; what is shown follows from it alone. */
export function trackerAddress(setting: TrackerSetting, own: OwnNumbers | string | null): string {
  const part = own === null || typeof own === 'string' ? own : ownNumbersText(own);
  return `#claims/tracker/${encodeURI(settingText(setting))}${part ? `/${encodeURI(part)}` : ''}`;
}

/** Shows a setting: an edit is no page to come back to. */
export function openSetting(setting: TrackerSetting, own: string): void {
  location.replace(trackerAddress(setting, own));
}
