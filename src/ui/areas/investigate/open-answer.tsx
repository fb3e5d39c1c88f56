import type { Experiment } from '../../../experiment/schema.ts';
import { blameExperiment } from '../../../studies/search/blame.ts';
import { culpritExperiment } from '../../../studies/search/culprit.ts';
import { sameSettings } from '../../../studies/search/pair.ts';
import type { Answer } from '../../../studies/search/question.ts';
import controls from '../../kit/styles/controls.module.css';
import { useLab } from '../../state/lab-store.ts';
import { isUnderWay } from '../../state/task.ts';
import { openAndRun, openFound } from './ask.ts';
import { hasRun, lookAt, placeOfAnswer } from './look-at.ts';
import type { Asked } from './search-store.ts';

interface OpenAnswerProps {
  readonly asked: Asked;
  readonly answer: Answer;
  /** Whether the pair of the same settings answers what this one could not. */
  readonly elsewhere: boolean;
}

/** Leads on: into the token that it is about, and to what was found as an experiment of its own. Nothing where nothing was found. */
export function OpenAnswer({ asked, answer, elsewhere }: OpenAnswerProps) {
  const busy = useLab(({ status }) => isUnderWay(status));
  const made = experimentOf(asked, answer);
  const place = placeOfAnswer(asked, answer);
  const ran = useLab(({ view }) => place !== null && hasRun(view, place));
  if (!made && !place && !elsewhere) return null;
  const id = `found:${answer.kind}`;
  return (
    <div className="row">
      {place && (
        <button type="button" aria-disabled={busy} onClick={() => !busy && void lookAt(id, place)}>
          {ran ? 'Look into' : 'Run, then look into'} token {place.place.position}
        </button>
      )}
      {elsewhere && (
        <button
          type="button"
          aria-disabled={busy}
          onClick={() =>
            !busy && openFound('found:settings', sameSettings(asked.experiment, asked.question.pair))
          }
        >
          Open the pair with the same settings
        </button>
      )}
      {made && (
        <>
          <button type="button" aria-disabled={busy} onClick={() => !busy && openAndRun(id, made)}>
            Open and run
          </button>
          <button
            type="button"
            className={controls.quiet}
            aria-disabled={busy}
            onClick={() => !busy && openFound(id, made)}
          >
            Open as experiment
          </button>
        </>
      )}
    </div>
  );
}

function experimentOf({ experiment, question }: Asked, answer: Answer): Experiment | null {
  switch (answer.kind) {
    case 'culprit': {
      const [smallest] = answer.culprits ?? [];
      return smallest && smallest.length > 0 ? culpritExperiment(experiment, question.pair, smallest) : null;
    }
    case 'blame':
      return answer.company && !answer.company.identical && !answer.settings
        ? blameExperiment(experiment, question.pair)
        : null;
    case 'flip':
      return answer.experiment;
  }
}
