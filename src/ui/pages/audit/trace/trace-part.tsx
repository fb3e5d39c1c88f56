import { useEffect, useLayoutEffect } from 'react';
import type { RequestTrace } from '../../../../audit/trace/request-trace.ts';
import { timeShares } from '../../../../audit/trace/shares.ts';
import { SPAN_KINDS } from '../../../../audit/trace/spans.ts';
import {
  clockWords,
  KIND_WORDS,
  milliseconds,
  outsideWords,
  shadowWords,
} from '../../../../report/audit-trace.ts';
import { placeWords } from '../../../../report/engine.ts';
import { percentWords } from '../../../../results/amounts.ts';
import { counted } from '../../../../results/text.ts';
import { EngineChoice } from '../../../areas/run/engine-choice.tsx';
import { visibleLines } from '../../../kit/format.ts';
import tables from '../../../kit/styles/tables.module.css';
import { Exports } from './exports.tsx';
import { FlamePicture } from './flame-picture.tsx';
import { answerLaidOut } from './measure-here.ts';
import { NameTable } from './name-table.tsx';
import { PriceTable } from './price-table.tsx';
import styles from './trace.module.css';
import { TraceForm } from './trace-form.tsx';
import { loadBakedTrace, useTrace } from './trace-store.ts';

/** `#audit/trace`: where the time of one request goes. */
export function TracePart() {
  const shown = useTrace(({ own, baked }) => own ?? baked);
  const own = useTrace((state) => state.own);
  useEffect(() => {
    const leaving = new AbortController();
    loadBakedTrace(leaving.signal).catch(() => undefined);
    return () => leaving.abort();
  }, []);
  return (
    <>
      <section className={tables.panel} aria-labelledby="trace-title" data-part="trace">
        <div className={tables.panelHead}>
          <h2 id="trace-title">One request, end to end</h2>
        </div>
        <p className={tables.note}>
          A prompt becomes tokens, waits, is planned and computed with others, and becomes text again. Each
          part is timed as the lab runs it. What is outside the model grows as the model gets faster.
        </p>
        <EngineChoice />
        <TraceForm />
        <Answer />
        {shown && <Shown trace={shown} here={own !== null} />}
      </section>
      {shown && shown.prices.length > 0 && <PriceTable trace={shown} />}
      {shown && <NameTable trace={shown} />}
    </>
  );
}

/** The answer of the request that is traced, drawn as soon as it comes: that is part of what the trace shows. */
function Answer() {
  const answer = useTrace((state) => state.answer);
  useLayoutEffect(() => {
    if (answer !== null) answerLaidOut();
  }, [answer]);
  if (answer === null) return null;
  return (
    <p className={styles.answer}>
      <span>Its answer:</span> <output>{visibleLines(answer)}</output>
    </p>
  );
}

function Shown({ trace, here }: { readonly trace: RequestTrace; readonly here: boolean }) {
  const { request, company, engine, adapter, model } = trace;
  const shares = timeShares(trace.spans);
  const shadow = shadowWords(trace);
  return (
    <>
      <p className={tables.note} data-part="where">
        <strong>
          {here ? 'Measured here' : 'Measured earlier'}: {model.name} on {placeWords(engine, adapter)}.
        </strong>{' '}
        {counted(request.promptTokens, 'token')} in, {counted(request.tokens, 'token')} out in{' '}
        {counted(request.steps, 'step')}, with {counted(company, 'other request')}:{' '}
        {milliseconds(request.ttft)} to the first token, {milliseconds(request.tpot)} for each further one.
      </p>
      <p className={styles.outside} data-part="outside">
        <strong>{percentWords(shares.outside)}</strong> outside the model
      </p>
      <ul className={styles.shares}>
        {SPAN_KINDS.map((kind) => (
          <li key={kind} data-kind={kind}>
            <i aria-hidden="true" /> {KIND_WORDS[kind]} {percentWords(shares[kind])}
          </li>
        ))}
      </ul>
      <FlamePicture key={trace.at} trace={trace} />
      <p className={tables.note}>
        {`${outsideWords(shares)}. Timed: ${clockWords(trace)}.${shadow === null ? '' : ` Compared: ${shadow}.`}`}
      </p>
      {trace.notes.map((note) => (
        <p key={note} className={tables.note}>
          {note}
        </p>
      ))}
      <Exports trace={trace} />
    </>
  );
}
