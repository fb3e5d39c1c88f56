import { promisedFingerprints } from '../../results/portable/promised.ts';
import type { RunRecord } from '../../results/record.ts';
import { grouped } from '../../results/text.ts';
import { ConfirmedFingerprints } from '../areas/share/confirmed-fingerprints.tsx';
import figures from '../kit/styles/figures.module.css';
import tables from '../kit/styles/tables.module.css';
import type { RunView } from '../state/lab-state.ts';
import { useLab } from '../state/lab-store.ts';
import { sectionRef } from '../state/sections.ts';

/** What a finished run says of itself: model, engine, adapter, rules; and the record to take away. */
export function RunFacts() {
  const view = useLab((state) => state.view);
  const { record } = view;
  if (!record) return null;
  const { model, engine, adapter, planRules, notes } = record;
  const facts: [string, string][] = [
    ['model', `${model.name}, ${grouped(model.parameters)} parameters`],
    ['engine', engine],
    ['vendor', adapter.vendor],
    ['architecture', adapter.architecture],
    ['device', adapter.device],
    ['description', adapter.description],
    ['software adapter', adapter.software ? 'yes' : 'no'],
    ['plan rules', planRules.join(', ')],
    ['weights', model.hash],
  ];
  return (
    <section className={tables.panel} ref={sectionRef.run} aria-labelledby="facts-title">
      <h2 id="facts-title">This run</h2>
      <dl className={figures.facts}>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name} className={value.length > 40 ? figures.wide : ''}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {notes.map((note) => (
        <p key={note} className={tables.note}>
          {note}
        </p>
      ))}
      <Portable record={record} />
      <button type="button" onClick={() => void save(view)}>
        Save the record (JSON)
      </button>
    </section>
  );
}

/** Fingerprints that every device gives, and who has confirmed them; nothing where the run has none. */
function Portable({ record }: { readonly record: RunRecord }) {
  const streams = promisedFingerprints(record);
  if (streams.length === 0) return null;
  return (
    <>
      <h3>Portable fingerprints</h3>
      <ConfirmedFingerprints streams={streams} />
    </>
  );
}

async function save(view: RunView): Promise<void> {
  const { saveRecord } = await import('../areas/share/exports.ts');
  saveRecord(view);
}
