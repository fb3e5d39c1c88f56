import { setMember } from '../../../experiment/edit/members.ts';
import { isMuted } from '../../../experiment/edit/mute.ts';
import { changeRequest } from '../../../experiment/edit/requests.ts';
import { MOST_MILLISECONDS } from '../../../experiment/field-schemas.ts';
import { LAST_STEP } from '../../../experiment/request-schema.ts';
import { type Experiment, type ExperimentRequest, ROLES } from '../../../experiment/schema.ts';
import { CheckField, Segments } from '../../kit/choices.tsx';
import { Name } from '../../kit/name.tsx';
import fields from '../../kit/styles/fields.module.css';
import { edit } from '../../state/editor.ts';
import { numberReading } from '../../state/editor-drafts.ts';
import { renameRequestRow, toggleMute } from '../../state/editor-rows.ts';
import { duplicateCard, moveCard, removeCard } from './card-edits.ts';
import { NumberField, TextField } from './fields.tsx';
import { useMostNewTokens } from './fit.ts';
import { Positions } from './positions.tsx';
import { PromptFields } from './prompt-fields.tsx';
import { RoleMark } from './role-mark.tsx';

interface RequestFormProps {
  readonly experiment: Experiment;
  readonly request: ExperimentRequest;
  readonly index: number;
  readonly row: string;
}

const ROLE_OPTIONS = ROLES.map((value) => ({ value, words: <RoleMark role={value} /> }));

/** Everything of a request, to change in place. */
export function RequestForm({ experiment, request, index, row }: RequestFormProps) {
  const { id, role, maxNewTokens, ignoreEos, bos } = request;
  const place = `request/${id}`;
  const mostNew = useMostNewTokens(request);
  const change = (patch: Parameters<typeof changeRequest>[2]) =>
    edit((before) => changeRequest(before, id, patch), { place });
  return (
    <div className={fields.editForm}>
      <Segments
        legend="Role"
        value={role}
        options={ROLE_OPTIONS}
        onChange={(value) => change({ role: value })}
      />
      <PromptFields {...{ request, row, change }} />
      <NumberField
        label="New tokens"
        reading={numberReading(
          `${row}/maxNewTokens`,
          maxNewTokens,
          (value) => (before) => changeRequest(before, id, { maxNewTokens: value }),
        )}
        min={1}
        max={mostNew}
      />
      <ArrivalField {...{ request, row }} />
      <Positions request={request} />
      <div className={`${fields.ticks} ${fields.wide}`}>
        <CheckField
          label="Go on past end of text"
          checked={ignoreEos}
          onChange={(checked) => change({ ignoreEos: checked })}
          title="Keeps the batch in shape: the request does not leave early"
        />
        {/* A chat template writes its own. */}
        {!request.messages && (
          <CheckField
            label="Begin with bos"
            checked={bos}
            onChange={(checked) => change({ bos: checked })}
            title="Puts the model's beginning-of-text token first"
          />
        )}
      </div>
      <Membership {...{ experiment, request }} />
      <TextField
        label="Name"
        reading={{ key: `${row}/id`, own: id, when: 'left', apply: (to) => renameRequestRow(id, to) }}
        mono
      />
      <div className={`row ${fields.wide} ${fields.formActions}`}>
        <button type="button" disabled={index === 0} onClick={() => moveCard(id, index - 1)}>
          <span aria-hidden="true">↑</span>
          <span className="unseen">Move {id} up</span>
        </button>
        <button
          type="button"
          disabled={index === experiment.requests.length - 1}
          onClick={() => moveCard(id, index + 1)}
        >
          <span aria-hidden="true">↓</span>
          <span className="unseen">Move {id} down</span>
        </button>
        <button type="button" onClick={() => duplicateCard(id)}>
          Duplicate
        </button>
        <button type="button" aria-pressed={isMuted(experiment, id)} onClick={() => toggleMute(id)}>
          Mute
        </button>
        <button type="button" className={fields.last} onClick={() => removeCard(id)}>
          Remove
        </button>
      </div>
    </div>
  );
}

/** In the unit that the request has it in. */
function ArrivalField({ request: { id, arrival }, row }: Pick<RequestFormProps, 'request' | 'row'>) {
  const byStep = typeof arrival === 'number';
  return (
    <NumberField
      label={byStep ? 'Joins at step' : 'Joins at millisecond'}
      reading={numberReading(
        `${row}/arrival`,
        byStep ? arrival : arrival.ms,
        (value) => (before) => changeRequest(before, id, { arrival: byStep ? value : { ms: value } }),
      )}
      min={0}
      max={byStep ? LAST_STEP : MOST_MILLISECONDS}
    />
  );
}

/** Which arms have the request in their batch. */
function Membership({ experiment, request: { id } }: Pick<RequestFormProps, 'experiment' | 'request'>) {
  return (
    <fieldset className={`${fields.chips} ${fields.wide}`}>
      <legend>In the batch of</legend>
      <div>
        {experiment.arms.map(({ name, requests }) => (
          <label key={name} className={fields.chip}>
            <input
              type="checkbox"
              checked={requests.includes(id)}
              onChange={(event) => {
                const present = event.target.checked;
                edit((before) => setMember(before, name, id, present), { place: `request/${id}` });
              }}
            />
            <Name of={name} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
