import { timeText } from '../../../charts/load-window.ts';
import { dropWords } from '../../../report/drops.ts';
import { counted, grouped, measured } from '../../../results/text.ts';
import { amountWords } from '../../kit/format.ts';
import { switchWords } from './serving-words.ts';
import type { Cause, Why } from './why.ts';

/** Others that a sentence names. */
const NAMED = 3;

/** One cause of a wait, a sentence. */
export function causeWords({ state, milliseconds, steps, others }: Cause): string {
  const time = timeText(milliseconds);
  const count = steps ? steps[1] - steps[0] + 1 : 0;
  const over = steps ? ` over ${counted(count, 'step')}` : '';
  switch (state) {
    case 'waiting':
      return `${time} in the queue${over}, before it had any row of a step${besides(others)}.`;
    case 'held':
      return `${time} held back${over}: it kept its blocks and had no row${besides(others)}.`;
    case 'preempted':
      return `${time} preempted${over}: its blocks were needed, and its tokens were to be computed again.`;
    case 'swapped':
      return `${time} swapped out${over}: its blocks lay in host memory until there was room.`;
    case 'prefill':
      return `${time} computing its own prompt, or what it had lost of it${over}.`;
    case 'decode':
      return `${time} in the step that chose it${others.length > 0 ? `, which computed ${rowsOf(others)} as well` : ''}.`;
  }
}

function besides(others: Cause['others']): string {
  return others.length === 0 ? '' : `, while ${rowsOf(others)} were computed`;
}

/** `512 prompt rows of crowd-3, crowd-8 and 2 more`. */
function rowsOf(others: Cause['others']): string {
  const rows = others.reduce((sum, other) => sum + other.rows, 0);
  const named = others.slice(0, NAMED).map(({ request }) => request);
  const more = others.length - named.length;
  return `${counted(rows, 'prompt row')} of ${named.join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}`;
}

/** What else happened in the wait, a sentence each. */
export function besideWords(why: Why): string[] {
  const { moves, preempted, switched, usual, causes, drops } = why;
  const moved = [
    ...(moves.out > 0 ? [`${counted(moves.out, 'block')} to host memory`] : []),
    ...(moves.in > 0 ? [`${counted(moves.in, 'block')} back`] : []),
    ...(moves.copied > 0 ? [`${counted(moves.copied, 'block')} copied on write`] : []),
  ];
  const work = causes.find(({ state }) => state === 'decode');
  return [
    ...(why.position === 0 && why.cached > 0 ? [cachedWords(why)] : []),
    ...(moved.length > 0 ? [`Moved in it: ${moved.join(', ')}.`] : []),
    ...(preempted.length > 0
      ? [`Others that lost their blocks in it: ${preempted.slice(0, 6).join(', ')}.`]
      : []),
    ...switched.map(({ before, serving }) => `Switched in it: ${switchWords(before, serving)}.`),
    ...(drops.length > 0 ? [`In that step ${dropWords(drops)}.`] : []),
    ...(work && usual !== null
      ? [`A step that only decodes takes ${timeText(usual)} here, at the median.`]
      : []),
  ];
}

/** Whether its logits were those of the request alone, a sentence; null where it was not looked. */
export function bitsWords({ shadow, company, ...why }: Why): string | null {
  if (!shadow) return null;
  if (shadow.differing === 0) return 'Its logits had the very bits of the same tokens alone.';
  const differed = `${grouped(shadow.differing)} of its logits differed from those of the same tokens alone: KL ${measured(shadow.kl)}, at most ${amountWords(shadow.maxUlp)} ulp.`;
  if (company.length > 1) return differed;
  const older = 'It had this step to itself: what differs is in its keys and values, from steps before.';
  // Of the first token it is said among the causes.
  return [differed, older, ...(why.cached > 0 && why.position > 0 ? [cachedWords(why)] : [])].join(' ');
}

function cachedWords({ cached, promptTokens }: Pick<Why, 'cached' | 'promptTokens'>): string {
  return `${grouped(cached)} of the ${grouped(promptTokens)} tokens of its prompt were found in the cache, as another step had computed them.`;
}
