import { counted } from '../results/text.ts';
import type { Forecast } from '../studies/certificate/forecast.ts';

/** Less is not worth a word. */
const LONG_SECONDS = 60;

/** What is said before a certificate that takes long: about how long, and what would take less. */
export function forecastLines({ steps, seconds }: Forecast): string[] {
  if (seconds < LONG_SECONDS) return [];
  const minutes = Math.round(seconds / 60);
  return [
    `about ${counted(minutes, 'minute')} through the whole model (${counted(steps, 'step')}, as a few of them took), and what is chosen of the operations by themselves`,
    '--short, --only, --set, --dtype and --weights make it less',
  ];
}
