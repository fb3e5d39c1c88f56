import { type FormEvent, useId } from 'react';
import controls from '../../kit/styles/controls.module.css';
import fields from '../../kit/styles/fields.module.css';
import { isUnderWay } from '../../state/task.ts';
import { lookItUp, stopLooking, typeSource } from './look-and-download.ts';
import styles from './own-model.module.css';
import { isBringing, useOwnModel } from './own-model-store.ts';
import { hostOf, isGguf, typedSource } from './typed-source.ts';

/** What a first look costs. */
const AT_FOLDER = 'its list of files, config.json and the index: usually below 100 kB';
const AT_GGUF =
  'its list of files and the header of this one, which holds its vocabulary: usually 1 to 16 MB';

/** Where a model is: asked of its host once its name is pressed. */
export function SourceFields() {
  const state = useOwnModel((all) => all);
  const { name, looked } = state;
  const id = useId();
  const typed = typedSource(state);
  const problem = typeof typed === 'string' ? typed : null;
  const source = typeof typed === 'string' ? null : typed;
  const bringing = isBringing(state);
  const busy = isUnderWay(looked) || bringing;
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (source && !busy) void lookItUp();
  };
  const host = source && hostOf(source, state.endpoint);
  return (
    <form className={fields.editForm} onSubmit={ask}>
      <div className={`${fields.entry} ${fields.wide}`}>
        <label htmlFor={id}>Hub name, or https address of a folder or a .gguf file</label>
        <input
          id={id}
          type="text"
          className={fields.mono}
          value={name}
          placeholder="owner/name, owner/name@revision, owner/name:file.gguf, https://…"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          readOnly={bringing}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem`}
          onChange={(event) => typeSource({ name: event.target.value })}
        />
        <small>
          Llama, Mistral, Qwen 2 to 3, SmolLM2 and 3, Phi-3, OLMo 2, Granite and Gemma 3 run, and of mixtures
          of experts OLMoE and Qwen3 MoE, as safetensors or GGUF.
        </small>
        <p className={fields.problem} id={`${id}-problem`} aria-live="polite">
          {problem}
        </p>
      </div>
      <OtherHub />
      <div className={`row ${fields.wide}`}>
        <button type="submit" className={controls.primary} disabled={!source || busy}>
          {isUnderWay(looked) ? `Asking ${host}…` : host ? `Look it up at ${host}` : 'Look it up'}
        </button>
        {isUnderWay(looked) && (
          <button type="button" onClick={stopLooking}>
            Stop asking
          </button>
        )}
        <small className={styles.beside}>
          {source && host
            ? `Asks ${host} for ${isGguf(source) ? AT_GGUF : AT_FOLDER}, no weights. Nothing is asked before you press.`
            : 'Nothing is asked of anybody before you press a button that names the host.'}
        </small>
      </div>
    </form>
  );
}

function OtherHub() {
  const endpoint = useOwnModel((state) => state.endpoint);
  const token = useOwnModel((state) => state.token);
  const id = useId();
  return (
    <details className={fields.wide}>
      <summary>Gated model, or another hub</summary>
      <div className={fields.editForm}>
        <div className={fields.entry}>
          <label htmlFor={`${id}-token`}>Access token</label>
          <input
            id={`${id}-token`}
            type="text"
            className={`${fields.mono} ${styles.secret}`}
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={(event) => typeSource({ token: event.target.value })}
          />
          <small>Sent to the hub alone, kept until the page is closed, in no link and no log.</small>
        </div>
        <div className={fields.entry}>
          <label htmlFor={`${id}-hub`}>Address of the hub</label>
          <input
            id={`${id}-hub`}
            type="text"
            className={fields.mono}
            placeholder="https://huggingface.co"
            spellCheck={false}
            value={endpoint}
            onChange={(event) => typeSource({ endpoint: event.target.value })}
          />
        </div>
      </div>
    </details>
  );
}
