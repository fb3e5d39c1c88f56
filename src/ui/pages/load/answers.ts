import {
  type Behaviour,
  type BehaviourMeans,
  behaviourDifferences,
  behaviourMeans,
  behaviourOf,
} from '../../../results/behaviour.ts';
import type { ArmView } from './arm-view.ts';
import type { ViewedRequest } from './viewed-request.ts';

/** Of answers that are done: their repeats take the square of their length to find. */
const known = new WeakMap<ViewedRequest, Behaviour>();

/** Whether a request was answered whole, and not refused, broken off or under way. */
export function isAnswer({ outcome, tokens }: ViewedRequest): boolean {
  return outcome?.kind === 'done' && tokens.length > 0;
}

/** How the answer of a request that is done behaves. */
export function behaviourOfAnswer(request: ViewedRequest): Behaviour {
  const before = known.get(request);
  if (before) return before;
  const { tokens } = request;
  const behaviour = behaviourOf({
    tokens: tokens.map(({ token }) => token),
    text: tokens.map(({ text }) => text).join(''),
  });
  known.set(request, behaviour);
  return behaviour;
}

/** An arm's answers, and what they are less another arm's. */
export interface ArmAnswers {
  readonly arm: string;
  readonly count: number;
  /** Null where nobody was answered yet. */
  readonly means: BehaviourMeans | null;
  /** Request by request, of those that both arms answered; null where there is none, or no other arm. */
  readonly less: { readonly arm: string; readonly count: number; readonly means: BehaviourMeans } | null;
}

/** How the answers of each arm behave, and how those of all but the first differ from the first one's. */
export function answersOf(views: readonly ArmView[]): ArmAnswers[] {
  const [first] = views;
  return views.map((view) => {
    const answers = view.requests.filter(isAnswer);
    const means = behaviourMeans(answers.map(behaviourOfAnswer));
    return {
      arm: view.arm,
      count: answers.length,
      means,
      less: view === first ? null : less(answers, first),
    };
  });
}

function less(answers: readonly ViewedRequest[], other: ArmView): ArmAnswers['less'] {
  const pairs = answers.flatMap((answer) => {
    const there = other.requests[other.indexOf(answer.id)];
    return there && isAnswer(there) ? [[answer, there] as const] : [];
  });
  const means = behaviourDifferences(
    pairs.map(([here]) => behaviourOfAnswer(here)),
    pairs.map(([, there]) => behaviourOfAnswer(there)),
  );
  return means && { arm: other.arm, count: pairs.length, means };
}
