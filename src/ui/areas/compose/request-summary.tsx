import type { Experiment, ExperimentRequest } from '../../../experiment/schema.ts';
import fields from '../../kit/styles/fields.module.css';
import { usePrompt } from '../../state/measuring.ts';
import styles from './batch.module.css';
import { armsWords, arrivalWords, lengthWords, promptWords, sourceWords } from './card-words.ts';
import { useLengthProblem } from './fit.ts';
import { RoleMark } from './role-mark.tsx';

interface RequestProps {
  readonly experiment: Experiment;
  readonly request: ExperimentRequest;
}

/** Role, name and length of a request, on a line. */
export function RequestLine({ request }: Pick<RequestProps, 'request'>) {
  const known = usePrompt(request);
  return (
    <>
      <RoleMark role={request.role} />
      <strong>{request.id}</strong>
      <span className={styles.cardTokens}>{lengthWords(request, known)}</span>
    </>
  );
}

/** What a request says, where that comes from, when it joins and in which arms it is. */
export function RequestDetails({ experiment, request }: RequestProps) {
  const { report } = usePrompt(request);
  const problem = useLengthProblem(request);
  const facts = [arrivalWords(request), armsWords(experiment, request.id), sourceWords(request)];
  const words = facts.filter((fact) => fact !== null).join(' · ');
  return (
    <>
      <p className={styles.cardText}>{promptWords(request, report)}</p>
      <p className={styles.cardArms} title={words}>
        {words}
      </p>
      {problem && (
        <p className={`${fields.problem} ${styles.problem}`} data-part="problem">
          {problem}
        </p>
      )}
    </>
  );
}

/** A request to read. */
export function RequestSummary({ experiment, request }: RequestProps) {
  return (
    <>
      <p className={styles.cardHead} data-part="card-head">
        <RequestLine request={request} />
      </p>
      <RequestDetails {...{ experiment, request }} />
    </>
  );
}
