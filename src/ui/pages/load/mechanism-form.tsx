import type { ExperimentArm } from '../../../experiment/schema.ts';
import { POLICY_KINDS, type Policy, type Serving } from '../../../steps/serving.ts';
import { CheckField, SelectField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import { AdmissionFields } from './admission-fields.tsx';
import { ArmFields } from './arm-fields.tsx';
import { EffortFields } from './effort-fields.tsx';
import styles from './form.module.css';
import { MemoryNote, QueuesNote, ReplicasNote } from './kept-notes.tsx';
import { type ServingChange, servingOf } from './load-edits.ts';
import { serveLoad } from './load-run.ts';
import { useLoad } from './load-store.ts';
import { NumberField } from './number-field.tsx';
import { RouteFields } from './route-fields.tsx';
import { POLICY_WORDS, PRESSURE_WORDS } from './serving-words.ts';

const PRESSURES = ['recompute', 'swap', 'evict'] as const;
const PREFIXES = ['off', 'on', 'recompute-last'] as const;
const PACKINGS = ['off', 'masked', 'leaking'] as const;

/** How an arm serves: each switch holds for the run under way too, from its next step on. */
export function MechanismForm({ arm }: { readonly arm: ExperimentArm }) {
  const serving = servingOf(arm);
  const serve = (change: ServingChange) => void serveLoad(arm.name, change);
  return (
    <fieldset className={`${styles.group} ${fields.editForm}`} data-part="mechanisms">
      <legend>Mechanisms</legend>
      <div className={fields.wide}>
        <SelectField
          label="Who is next"
          value={serving.policy.kind}
          options={POLICY_KINDS}
          words={(kind) => POLICY_WORDS[kind]}
          onChange={(kind) => serve({ policy: policyOf(kind, arm) })}
        />
      </div>
      <PolicyNumber policy={serving.policy} onChange={(policy) => serve({ policy })} />
      <div className={fields.wide}>
        <SelectField
          label="Where memory runs out"
          value={serving.memory.pressure}
          options={PRESSURES}
          words={(pressure) => PRESSURE_WORDS[pressure]}
          onChange={(pressure) => serve({ memory: memoryOf(pressure) })}
        />
      </div>
      <MemoryNote arm={arm} />
      <SelectField
        label="Prefix reuse"
        value={serving.prefix}
        options={PREFIXES}
        words={(prefix) => (prefix === 'recompute-last' ? 'on, last block anew' : prefix)}
        onChange={(prefix) => serve({ prefix, ...(prefix === 'off' && { cascade: null }) })}
      />
      <SelectField
        label="Packing"
        value={serving.packing}
        options={PACKINGS}
        onChange={(packing) => serve({ packing })}
      />
      <div className={`${fields.wide} ${fields.ticks}`}>
        <CheckField
          label="Shared-prefix attention"
          title="Needs prefix reuse"
          checked={serving.cascade !== null}
          onChange={(on) =>
            serve(
              on
                ? { cascade: CASCADE, prefix: serving.prefix === 'off' ? 'on' : serving.prefix }
                : { cascade: null },
            )
          }
        />
        <CheckField
          label="Prefill and decode apart"
          checked={serving.disaggregated}
          onChange={(disaggregated) => serve({ disaggregated })}
        />
      </div>
      <QueuesNote arm={arm} />
      <AdmissionFields admission={serving.admission} onChange={(admission) => serve({ admission })} />
      <EffortFields effort={serving.effort} onChange={(effort) => serve({ effort })} />
      <RouteFields serving={serving} onChange={serve} />
      <ReplicasNote arm={arm} />
      <ArmFields arm={arm} />
      <Problems />
    </fieldset>
  );
}

/** The published 256 tokens, scaled to contexts of a shipped model. */
const CASCADE = { prefixTokens: 32, requests: 8 };

function PolicyNumber({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  if (policy.kind === 'chunked')
    return (
      <NumberField
        label="Tokens a step"
        value={policy.budget}
        onChange={(budget) => onChange({ kind: 'chunked', budget })}
      />
    );
  if (policy.kind === 'static')
    return (
      <NumberField
        label="Requests a batch"
        value={policy.batch}
        onChange={(batch) => onChange({ kind: 'static', batch })}
      />
    );
  return null;
}

function Problems() {
  const problems = useLoad((state) => state.problems);
  return (
    <p className={`${fields.problem} ${fields.wide}`} role="alert">
      {problems.join('\n')}
    </p>
  );
}

/** A policy with the number that suits the arm. */
function policyOf(kind: Policy['kind'], { limits }: ExperimentArm): Policy {
  if (kind === 'static') return { kind, batch: Math.min(8, limits.maxSequences) };
  return kind === 'chunked' ? { kind, budget: Math.min(64, limits.maxTokensPerStep) } : { kind };
}

function memoryOf(pressure: Serving['memory']['pressure']): Serving['memory'] {
  if (pressure === 'swap') return { pressure, hostBlocks: 256 };
  return pressure === 'evict' ? { pressure, first: 16, last: 64 } : { pressure };
}
