import { useState } from 'react';
import { LAB_SCOPE, labResource } from '../../../../audit/otlp/resource.ts';
import { otlpTraces, randomHex } from '../../../../audit/otlp/traces.ts';
import { chromeTrace } from '../../../../audit/trace/chrome-trace.ts';
import type { RequestTrace } from '../../../../audit/trace/request-trace.ts';
import { saveJson } from '../../../kit/save-file.ts';
import { openInPerfetto, PERFETTO } from './open-perfetto.ts';
import styles from './trace.module.css';

const HOST = new URL(PERFETTO).host;
const SAID = {
  'handed over': `${HOST} has the trace, in its own tab of this browser.`,
  blocked: 'The browser opened no tab: allow this page to, or save the file and open it there.',
  silent: `${HOST} did not answer: save the file and open it there.`,
} as const;

/** A trace as files, and in Perfetto's page. */
export function Exports({ trace }: { readonly trace: RequestTrace }) {
  const [said, setSaid] = useState('');
  return (
    <div className={styles.exports}>
      <button type="button" onClick={() => saveJson('trace.chrome.json', chromeTrace(trace))}>
        Save for Perfetto
      </button>
      <button type="button" onClick={() => saveJson('trace.otlp.json', otlpOf(trace))}>
        Save as OTLP
      </button>
      <button type="button" onClick={() => saveJson('trace.json', trace)}>
        Save all of it
      </button>
      <button
        type="button"
        onClick={() => {
          setSaid(`Waiting for ${HOST}…`);
          openInPerfetto(perfettoTrace(trace)).then(
            (how) => setSaid(SAID[how]),
            () => setSaid(SAID.silent),
          );
        }}
      >
        Open in {HOST}
      </button>
      <small>
        That opens another host’s page, and only then is it asked for anything. It gets the names and times of
        these parts, no prompt and no answer.
      </small>
      <small role="status">{said}</small>
    </div>
  );
}

function perfettoTrace(trace: RequestTrace) {
  const text = JSON.stringify(chromeTrace(trace));
  // A buffer of its own: the encoder's may be larger than the text.
  const { buffer } = new TextEncoder().encode(text).slice();
  return { buffer, title: `${trace.model.name}, one request`, fileName: 'trace.json' };
}

function otlpOf(trace: RequestTrace) {
  const resource = labResource({ 'user_agent.original': trace.host });
  return otlpTraces(trace, resource, LAB_SCOPE, randomHex);
}
