import { censusTitle } from '../census/census-name.ts';
import type { Accuracy, Census, CensusTiming, DeviceFacts, Distribution } from '../census/census-types.ts';
import { compareCensuses } from '../census/compare-censuses.ts';
import { departuresOf } from '../census/rounds-correctly.ts';
import { bytesWords, percentWords } from '../results/amounts.ts';
import { grouped, padEnd, paragraph } from '../results/text.ts';

/** A census in words, for a terminal. */
export function censusLines(census: Census): string[] {
  const { device, timing } = census;
  return [
    ...headLines(census),
    '',
    ...paragraph(answerWords(census)),
    ...paragraph(portableWords(census)),
    '',
    ...tableLines('against f64', [...census.roundings, ...census.functions]),
    '',
    ...orderLines(census),
    '',
    ...groupedLines('subnormals', census.subnormals),
    ...groupedLines('16-bit floats', census.halves),
    ...paragraph(`NaN, -0 and ends of ranges: ${habitWords(census)}.`),
    ...(device ? ['', ...deviceLines(device)] : []),
    ...(timing ? ['', ...timingLines(timing)] : []),
  ];
}

function headLines(census: Census): string[] {
  const { vendor, architecture, device, description, software } = census.adapter;
  const info = [vendor, architecture, device, description].filter(Boolean).join(', ');
  return paragraph(
    `${censusTitle(census)}, ${census.on}: ${info || 'the browser tells no name'}${software ? ' (software)' : ''}`,
  );
}

/** The question that this is asked for. */
export function answerWords(census: Census): string {
  const { rounding, order, subnormals } = departuresOf(census);
  const listed = (what: readonly string[]) => what.join(', ');
  const written = (ids: readonly string[]) =>
    listed(census.expressions.filter(({ id }) => ids.includes(id)).map(({ asked }) => asked));
  const parts = [
    rounding.length === 0
      ? `+, -, x, / and square root are the nearest f32 in all ${grouped(casesIn(census.roundings))} cases`
      : `not always the nearest f32: ${listed(rounding)}`,
    order.length === 0
      ? 'every expression is computed as it is written'
      : `not computed as written: ${written(order)}`,
    subnormals.length === 0 ? 'subnormals live' : `subnormals count as 0 in: ${subnormals.join('; ')}`,
  ];
  const whole = rounding.length + order.length + subnormals.length === 0;
  return `${whole ? 'Computes as IEEE 754 says' : 'Does not compute as IEEE 754 says throughout'}: ${parts.join('; ')}.`;
}

export function portableWords({ portable }: Census): string {
  return portable.holds
    ? 'The kernel set portable holds here: its bits are the same as everywhere.'
    : `The kernel set portable does not hold here, first at ${portable.step}: ${portable.why}`;
}

const casesIn = (of: readonly Accuracy[]) => of.reduce((sum, { cases }) => sum + cases, 0);

function tableLines(title: string, rows: readonly Accuracy[]): string[] {
  const cells = rows.map(({ id, nearest, cases, largestUlp, largestError, within, allowed }) => [
    id,
    nearest === cases ? 'all' : percentWords(nearest / cases, 2),
    largestUlp === null ? 'no number' : `${largestUlp}`,
    largestError === null ? '' : largestError.toExponential(1),
    `${within ? 'within' : 'BEYOND'} ${allowed}`,
  ]);
  const all = [[title, 'nearest', 'ulp at most', 'error', 'what WGSL allows'], ...cells];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  return all.map((row) =>
    row
      .map((cell, column) => padEnd(cell, widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

function orderLines({ expressions }: Census): string[] {
  return [
    'expressions',
    ...expressions.flatMap(({ id, asked, found }) =>
      paragraph(`${padEnd(found, 12)}  ${asked} (${id})`, '  '),
    ),
  ];
}

/** What all of them do, or which do what. */
function groupedLines(
  title: string,
  facts: readonly { readonly id: string; readonly found: string }[],
): string[] {
  const ways = [...new Set(facts.map(({ found }) => found))];
  const parts = ways.map((way) => {
    const ids = facts.filter(({ found }) => found === way).map(({ id }) => id);
    return ways.length === 1 ? `${way} by all ${ids.length} operations` : `${way}: ${ids.join('; ')}`;
  });
  return parts.flatMap((part) => paragraph(`${title} ${part}.`));
}

const habitWords = ({ habits }: Census) => habits.map(({ id, found }) => `${id} = ${found}`).join('; ');

function deviceLines({ limits, subgroups, features }: DeviceFacts): string[] {
  const { maxComputeInvocationsPerWorkgroup: threads, maxComputeWorkgroupStorageSize: shared } = limits;
  const { maxStorageBufferBindingSize: binding } = limits;
  const told = subgroups
    ? `subgroups of ${subgroups.min} to ${subgroups.max}, ${subgroups.seen === null ? 'which kernels may not ask for' : `${subgroups.seen} seen`}`
    : 'no subgroups';
  return [
    `workgroups of up to ${threads} threads with ${bytesWords(shared)} between them; ${told}; buffers of up to ${bytesWords(binding)}`,
    ...paragraph(`features: ${features.join(', ') || 'none'}`),
  ];
}

function timingLines({ timestampGrain, clockGrain, dispatch, map }: CensusTiming): string[] {
  const grain =
    timestampGrain === null ? 'no timestamps' : `timestamps in steps of ${grouped(timestampGrain)} ns`;
  return [
    `${grain}; the clock in steps of ${clockGrain} µs`,
    `one more dispatch takes ${spread(dispatch)}; a dispatch and its readback ${spread(map)}`,
  ];
}

const spread = ({ median, p25, p75 }: Distribution) => `${median} µs (half of them ${p25} to ${p75})`;

/** How one census differs from another in its arithmetic. */
export function comparedCensusLines(a: Census, b: Census): string[] {
  const differences = compareCensuses(a, b);
  const than = censusTitle(b);
  if (differences.length === 0) return [`Its arithmetic is that of ${than}, fact by fact.`];
  const lines = differences.map(({ fact, a: here, b: there }) => `  ${fact}: ${here}; there ${there}`);
  return [`${differences.length} facts are others than on ${than}:`, ...lines];
}
