import { useArrival } from '../../kit/arrival.ts';
import controls from '../../kit/styles/controls.module.css';
import { useTitle } from '../../kit/use-title.ts';
import { openEditorDialog } from '../../state/editor.ts';
import learn from './learn.module.css';
import lesson from './lesson.module.css';

/** From the name of a model to a fork on it, or to an honest none: what to press, and what to read off. */
export function OwnModelPage() {
  useTitle('Your own model - Batchmates');
  const heading = useArrival(false);
  const open = () => {
    location.hash = '#lab';
    openEditorDialog('own-model');
  };
  return (
    <div className={learn.glossary}>
      <p className={lesson.lessonPlace}>
        <a href="#learn">Lessons</a> <span aria-hidden="true">/</span> Your own model
      </p>
      <h2 ref={heading} tabIndex={-1}>
        Your own model
      </h2>
      <p className={learn.glossaryLead}>
        Does a model that you use give another answer in another batch? Five steps.
      </p>
      <ol className={learn.steps}>
        <li>
          <h3>Name it</h3>
          <p>
            <button type="button" className={controls.primary} onClick={open}>
              Use my model…
            </button>
          </p>
          <p>
            Type what a hub calls it, <code>owner/name</code>, with <code>@revision</code> for a branch, a tag
            or a commit, or <code>:file.gguf</code> for one file of several; or the https address of a folder
            or a GGUF file; or drop your own files anywhere on the lab. A good start is{' '}
            <code>HuggingFaceTB/SmolLM2-135M</code>, about 270 MB. Nothing is asked of anybody until you press
            the button that names the host.
          </p>
          <p>
            Llama, Mistral, Qwen 2 to 3, SmolLM2 and 3, Phi-3, OLMo 2, Granite and Gemma 3 run, and of
            mixtures of experts OLMoE and Qwen3 MoE, as safetensors or GGUF. Another kind is refused by name,
            before it is downloaded.
          </p>
        </li>
        <li>
          <h3>Read what it takes</h3>
          <p>
            The host’s answer is its list of files, with the config or a GGUF file’s header. Read three
            things: the size that would be downloaded; the commit, since a branch may be another tomorrow; and
            whether the largest matrix fits your adapter. Where it does not, q8 takes about half of bf16 and
            q4 a quarter: an arm’s settings choose, with the same file.
          </p>
        </li>
        <li>
          <h3>Download it once</h3>
          <p>
            Each file is checked against the hash that the hub announced, and kept in this browser. Stop
            whenever you like: it goes on from there. Files of your own are read where they lie, and are kept
            here too if you ask for it. The list of kept models, here and in Settings, deletes.
          </p>
        </li>
        <li>
          <h3>Find a fork</h3>
          <p>
            Press <em>Find a fork on this model</em>. Up to 24 openings are asked twice, alone and beside
            seven others, by kernels whose order of addition follows the batch. A prompt forks where two
            tokens are so nearly tied that the last bits of a sum decide: that is a matter of the model and of
            your adapter, so the answer is a count.
          </p>
        </li>
        <li>
          <h3>Take the answer for what it is</h3>
          <p>
            <strong>A fork</strong> opens and runs: go on with <em>Which operation?</em> and the microscope,
            and share the link, which names source, commit and hash; of your own files their name, size and
            hash, so that a visitor knows which to drop. <strong>None</strong> is a finding too. “0 of 24
            prompts forked” leaves a share of up to 14 % open at 95 % confidence; “from other bits” says that
            the batch did reach the logits and no token was near enough to a tie, “from the same” that it did
            not. Another company, bf16 or longer answers are the next things to try; invariant kernels are how
            to make it none for good.
          </p>
        </li>
      </ol>
      <p>
        In a terminal, in a copy of the lab’s repository,{' '}
        <code>npm run -s lab -- find-needle --model hf:owner/name</code> asks all 24 and does not stop at the
        first fork.
      </p>
    </div>
  );
}
