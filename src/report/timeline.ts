import { grouped, listed, measured } from '../results/text.ts';
import type { LongitudinalOptions, LongitudinalOutcome } from '../studies/tracker/longitudinal.ts';
import { LEAST_PAIRS } from '../studies/tracker/longitudinal.ts';

/** Fewer events than this and a correlation is of a few days alone. */
const FEW_EVENTS = 5;

/** What was found, in a sentence. */
export function timelineVerdict({ lags, standing, days, events }: LongitudinalOutcome): string {
  const told = lags.filter(({ r }) => r !== null);
  if (events === 0) return 'There are no events of these kinds.';
  if (told.length === 0)
    return days < LEAST_PAIRS
      ? `${days} days are too few: at least ${LEAST_PAIRS} are needed.`
      : 'Either events or pass rates never change over these days: there is nothing to correlate.';
  const strongest = told.toSorted((a, b) => Math.abs(b.r!) - Math.abs(a.r!))[0];
  const at = strongest.lag === 0 ? 'on the same day' : `after ${dayWords(strongest.lag)}`;
  const figure = `The strongest correlation is ${measured(Number(strongest.r!.toFixed(2)))}, ${at}`;
  if (standing.length === 0)
    return `${figure}: none of ${lags.length} lags stands once all are corrected for, so these days show no connection.`;
  return `${figure}; of ${lags.length} lags ${listed(standing.map(String))} stand${standing.length === 1 ? 's' : ''} once all are corrected for. That is a connection in these days, not a cause.`;
}

/** The warnings that go with the figures. */
export function timelineWarnings(outcome: LongitudinalOutcome, { counted }: LongitudinalOptions): string[] {
  const { lags, autocorrelation, days, events, block } = outcome;
  const worth = Math.round(
    Math.min(...lags.flatMap(({ r, effectiveN }) => (r === null ? [] : [effectiveN]))),
  );
  return [
    'Correlation is no cause: whatever else changed on those days, a release, a price, the tasks, moves both alike.',
    ...(autocorrelation === null
      ? []
      : [
          `Neighbouring days resemble each other with a correlation of ${measured(Number(autocorrelation.toFixed(2)))}; intervals draw ${dayWords(block)} together for that reason${Number.isFinite(worth) && worth < days ? `, and ${grouped(days)} days are worth as little as ${grouped(worth)}` : ''}.`,
        ]),
    ...(lags.length > 1
      ? [`${lags.length} lags were tried: only intervals for all of them together may be judged by.`]
      : []),
    ...(events > 0 && events < FEW_EVENTS
      ? [
          `${events === 1 ? 'One event' : `${events} events`} say next to nothing: an interval of so few is too narrow.`,
        ]
      : []),
    ...(counted === 'since'
      ? ['Events so far only ever rise: any pass rate that drifts, for whatever reason, goes with them.']
      : []),
  ];
}

const dayWords = (days: number) => (days === 1 ? 'one day' : `${days} days`);
