import type { OwnNumbers } from './own-numbers.ts';
import { checkedSetting, DEFAULT_SETTING, faultOf, type TrackerSetting } from './tracker-setting.ts';

/** Settings and numbers as a part of an address or of a command line: `name:value`, between commas. */

/** `fault:effort,answers:sampled,per-day:50,days:60,from:31,tasks:fresh,baseline:1000,seed:1` */
export function settingText({ answers, plan }: TrackerSetting): string {
  const { perDay, days, faultDay, tasks, baseline, seed } = plan;
  const whose =
    answers.kind === 'library'
      ? [`fault:${answers.fault}`, `answers:${answers.decoding}`]
      : [`rates:${percent(answers.before)}-${percent(answers.after)}`];
  return [
    ...whose,
    ...[`per-day:${perDay}`, `days:${days}`],
    ...(faultDay === null ? [] : [`from:${faultDay}`]),
    ...[`tasks:${tasks}`, `baseline:${baseline.kind === 'known' ? 'known' : baseline.runs}`, `seed:${seed}`],
  ].join(',');
}

/** What is left out is as by default. Throws RangeError naming the field. */
export function readSetting(text: string): TrackerSetting {
  const fields = fieldsOf(text, [
    ...['fault', 'answers', 'rates', 'per-day', 'days', 'from', 'tasks', 'baseline', 'seed'],
  ]);
  const { plan } = DEFAULT_SETTING;
  const whole = (name: string, otherwise: number) => {
    const value = fields.get(name);
    return value === undefined ? otherwise : numberOf(name, value);
  };
  const days = whole('days', plan.days);
  return checkedSetting({
    answers: answersOf(fields),
    plan: {
      ...{ perDay: whole('per-day', plan.perDay), days },
      faultDay: whole('from', Math.floor(days / 2) + 1),
      tasks: oneOf('tasks', fields.get('tasks') ?? plan.tasks, ['same', 'fresh']),
      baseline: baselineOf(fields.get('baseline')),
      seed: whole('seed', plan.seed),
    },
  });
}

function answersOf(fields: ReadonlyMap<string, string>): TrackerSetting['answers'] {
  const rates = fields.get('rates');
  if (rates !== undefined) {
    if (fields.has('fault')) throw new RangeError('rates: expected no fault beside them, found both');
    const [before, after] = spanOf('rates', rates);
    return { kind: 'rates', before, after };
  }
  const fault = faultOf(fields.get('fault') ?? 'effort').id;
  const decoding = oneOf('answers', fields.get('answers') ?? 'sampled', ['greedy', 'sampled']);
  return { kind: 'library', fault, decoding };
}

function baselineOf(text: string | undefined): TrackerSetting['plan']['baseline'] {
  if (text === undefined) return DEFAULT_SETTING.plan.baseline;
  return text === 'known' ? { kind: 'known' } : { kind: 'runs', runs: numberOf('baseline', text) };
}

/** `baseline:56-58,runs:1000,n:50,observed:45,looks:30` */
export function ownNumbersText({ baseline, baselineRuns, n, observed, looks }: OwnNumbers): string {
  const [low, high] = baseline.map(percent);
  // A count where the share is that of one: percents of 655 have no end.
  const count = Math.round(observed * n);
  const figure = Math.abs(count - observed * n) < 1e-6 ? `passed:${count}` : `observed:${percent(observed)}`;
  return [
    `baseline:${low === high ? low : `${low}-${high}`}`,
    ...(baselineRuns === null ? [] : [`runs:${baselineRuns}`]),
    ...[`n:${n}`, figure],
    ...(looks === 1 ? [] : [`looks:${looks}`]),
  ].join(',');
}

/** Rates in percent. Throws RangeError naming the field. */
export function readOwnNumbers(text: string): OwnNumbers {
  const fields = fieldsOf(text, ['baseline', 'runs', 'n', 'observed', 'passed', 'looks']);
  const asked = (name: string) => {
    const value = fields.get(name);
    if (value === undefined) throw new RangeError(`${name}: expected a value, found none`);
    return value;
  };
  if (fields.has('passed') && fields.has('observed'))
    throw new RangeError('passed: expected no observed beside it, found both');
  const n = numberOf('n', asked('n'));
  const passed = fields.get('passed');
  const runs = fields.get('runs');
  const looks = fields.get('looks');
  return {
    ...{ baseline: spanOf('baseline', asked('baseline')), n },
    baselineRuns: runs === undefined ? null : numberOf('runs', runs),
    observed: passed === undefined ? shareOf('observed', asked('observed')) : numberOf('passed', passed) / n,
    looks: looks === undefined ? 1 : numberOf('looks', looks),
  };
}

function fieldsOf(text: string, names: readonly string[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const part of text.split(',').filter((each) => each.trim() !== '')) {
    const colon = part.indexOf(':');
    const name = part.slice(0, Math.max(0, colon)).trim();
    if (!names.includes(name))
      throw new RangeError(`expected ${names.join(', ')} with a colon behind, found ${JSON.stringify(part)}`);
    if (fields.has(name)) throw new RangeError(`${name}: expected once, found twice`);
    fields.set(name, part.slice(colon + 1).trim());
  }
  return fields;
}

function numberOf(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text))
    throw new RangeError(`${name}: expected a whole number, found ${JSON.stringify(text)}`);
  return Number(text);
}

/** Of a percentage. */
function shareOf(name: string, text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) > 100)
    throw new RangeError(`${name}: expected percent from 0 to 100, found ${JSON.stringify(text)}`);
  return Number(text) / 100;
}

/** `56-58`, or one of them for both. */
function spanOf(name: string, text: string): readonly [number, number] {
  const [low, high = low, ...more] = text.split(/(?<=.)-/);
  if (more.length > 0)
    throw new RangeError(
      `${name}: expected one percentage or two with a dash between, found ${JSON.stringify(text)}`,
    );
  return [shareOf(name, low), shareOf(name, high)];
}

const percent = (share: number): string => String(Number((100 * share).toFixed(6)));

function oneOf<Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === text);
  if (word === undefined)
    throw new RangeError(`${name}: expected ${words.join(' or ')}, found ${JSON.stringify(text)}`);
  return word;
}
