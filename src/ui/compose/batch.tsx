import type { Experiment, ExperimentRequest, Role } from '../../experiment/schema.ts';
import type { PromptReport } from '../../worker/protocol.ts';
import { shownText } from '../format.ts';
import { useLab } from '../store/lab-store.ts';

const ROLE_MARKS: Readonly<Record<Role, string>> = { probe: '◆', clean: '○', noise: '≈' };

const SHOWN_CHARACTERS = 280;
const MOST_NAMED_ARMS = 3;

/** Who is in the batch, as cards in the order of the experiment. */
export function Batch() {
  const experiment = useLab((state) => state.chosen.experiment);
  const prompts = useLab((state) => state.view.prompts);
  return (
    <section className="batch" aria-labelledby="batch-title">
      <h2 id="batch-title">The batch</h2>
      <ul>
        {experiment.requests.map((request) => (
          <RequestCard key={request.id} {...{ experiment, request }} prompt={prompts[request.id]} />
        ))}
      </ul>
    </section>
  );
}

interface RequestCardProps {
  readonly experiment: Experiment;
  readonly request: ExperimentRequest;
  readonly prompt: PromptReport | undefined;
}

function RequestCard({ experiment, request, prompt }: RequestCardProps) {
  const { id, role } = request;
  const arms = experiment.arms.filter(({ requests }) => requests.includes(id)).map(({ name }) => name);
  const length = prompt?.tokens ?? request.noise?.tokens;
  return (
    <li className={`card role-${role}`}>
      <p className="card-head">
        <span className="role">
          <span aria-hidden="true">{ROLE_MARKS[role]}</span> {role}
        </span>
        <strong>{id}</strong>
        <span className="card-tokens">
          {length === undefined ? '' : `${length} + `}
          {request.maxNewTokens} tokens
        </span>
      </p>
      <p className="card-text">{cardText(request, prompt)}</p>
      <p className="card-arms">{membership(arms, experiment.arms.length)}</p>
    </li>
  );
}

/** Names the arms that a request is in while they fit a line. */
function membership(arms: readonly string[], all: number): string {
  if (arms.length === all) return 'in every arm';
  return arms.length <= MOST_NAMED_ARMS ? `in ${arms.join(', ')}` : `in ${arms.length} of ${all} arms`;
}

/** The prompt as the model takes it once it is known; what the experiment says of it until then. */
function cardText(request: ExperimentRequest, prompt: PromptReport | undefined): string {
  if (request.noise && !prompt) {
    return `generated ${request.noise.kind.replaceAll('-', ' ')}, seed ${request.noise.seed}`;
  }
  const text = prompt?.text ?? request.prompt;
  if (text === undefined) return `${request.promptIds?.length} token ids`;
  return text.length > SHOWN_CHARACTERS
    ? `${shownText(text.slice(0, SHOWN_CHARACTERS), false)}…`
    : shownText(text, false);
}
