import type { DownloadProgress } from '../model/sources/progress.ts';
import { bytesWords, durationWords } from '../results/amounts.ts';

/** `model.safetensors: 120 MB of 269 MB, 12.3 MB/s, 13 s left` */
export function downloadWords(progress: DownloadProgress): string {
  const { file, doing, reason, loaded, total, bytesPerSecond, secondsLeft } = progress;
  if (reason !== undefined) return `${file}: ${reason}`;
  const parts = [
    total === null ? bytesWords(loaded) : `${bytesWords(loaded)} of ${bytesWords(total)}`,
    ...(doing === 'checking' ? ['checking what is there'] : []),
    ...(bytesPerSecond === null ? [] : [`${bytesWords(Math.round(bytesPerSecond))}/s`]),
    ...(secondsLeft === null || loaded === total ? [] : [`${durationWords(1000 * secondsLeft)} left`]),
  ];
  return `${file}: ${parts.join(', ')}`;
}
