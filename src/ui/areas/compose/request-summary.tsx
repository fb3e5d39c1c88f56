import type { Experiment, ExperimentRequest } from '../../../experiment/schema.ts';
import { useLab } from '../../state/lab-store.ts';
import styles from './batch.module.css';
import { armsWords, knownPrompt, lengthWords, promptWords, sourceWords } from './card-words.ts';
import { RoleMark } from './role-mark.tsx';

interface RequestProps {
  readonly experiment: Experiment;
  readonly request: ExperimentRequest;
}

/** Role, name and length of a request, on a line. */
export function RequestLine({ request }: Pick<RequestProps, 'request'>) {
  const known = useLab(({ view }) => knownPrompt(view, request));
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
  const known = useLab(({ view }) => knownPrompt(view, request));
  const facts = [
    request.arrival > 0 ? `joins at step ${request.arrival}` : null,
    armsWords(experiment, request.id),
    sourceWords(request),
  ];
  const words = facts.filter((fact) => fact !== null).join(' · ');
  return (
    <>
      <p className={styles.cardText}>{promptWords(request, known)}</p>
      <p className={styles.cardArms} title={words}>
        {words}
      </p>
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
