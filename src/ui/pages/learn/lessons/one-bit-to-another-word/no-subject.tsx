import tables from '../../../../kit/styles/tables.module.css';
import { useLab } from '../../../../state/lab-store.ts';
import { RunLine } from './run-line.tsx';
import { isCompanyAlone } from './subject.ts';

/** What stands in a step while the page holds no pair that differs. */
export function NoSubject() {
  const identical = useLab(({ view: { record } }) =>
    record?.diffs.some((diff) => diff.identical && isCompanyAlone(record, diff)),
  );
  return (
    <>
      <p className={tables.note}>
        {identical
          ? 'The run that the page holds is the same in every bit, alone and in company: there is nothing to follow down.'
          : 'The page holds no finished run of one prompt alone and in company yet.'}
      </p>
      <RunLine />
    </>
  );
}

/** What stands in a step that needs the look of an earlier one. */
export function NoLook() {
  return (
    <p className={tables.note}>
      This needs a look into the step first:{' '}
      <a href="#learn/one-bit-to-another-word/look">run it, and look inside</a>.
    </p>
  );
}
