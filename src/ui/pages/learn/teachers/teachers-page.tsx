import type { ReactNode } from 'react';
import { useArrival } from '../../../kit/arrival.ts';
import { Cite } from '../../../kit/references/cite.tsx';
import tables from '../../../kit/styles/tables.module.css';
import { useTitle } from '../../../kit/use-title.ts';
import learn from '../learn.module.css';
import lesson from '../lesson.module.css';
import { lessonMinutes, MINUTES_WORDS } from '../lesson-minutes.ts';
import { LESSONS, lessonAddress, NEEDS, prerequisites } from '../lessons.ts';
import { PrintButton } from '../print-button.tsx';
import styles from '../teachers.module.css';
import { LinkMaker } from './link-maker.tsx';
import { PLAN, planMinutes } from './plan.ts';

/** `#learn/teachers`: what somebody needs who gives these lessons to others. */
export function TeachersPage() {
  useTitle('For teachers - Batchmates');
  const heading = useArrival(false);
  return (
    <div className={`${learn.learn} ${styles.wide}`}>
      <p className={lesson.lessonPlace}>
        <a href="#learn">Lessons</a> <span aria-hidden="true">/</span> For teachers
      </p>
      <header className={learn.learnHead}>
        <h2 ref={heading} tabIndex={-1}>
          For teachers
        </h2>
        <p>
          Twelve lessons on floating point and on what a batch does to a language model. Each can be read,
          done, printed, projected or handed out as a link with parts locked. No account, no server of ours,
          nothing to install, and it is free.
        </p>
      </header>
      <Part title="The lessons">
        <LessonTable />
        <p className={tables.note}>
          {MINUTES_WORDS} <Cite of="brysbaert-2019" />
        </p>
      </Part>
      <Part title="A link for your class">
        <LinkMaker />
      </Part>
      <Part title={`A class of ${planMinutes()} minutes`}>
        <Plan />
      </Part>
      <Part title="Completion codes">
        <p>
          When every step and the exit check of a lesson are done, a student can make a code from a name or
          initials and paste it wherever you collect answers. <a href="#learn/check">Check them here</a>, one
          or a whole column, and save the table. A code shows that the work was done in a page. It does not
          show by whom, and whoever can read our source can make one up.
        </p>
      </Part>
      <Part title="Projector and print">
        <p>
          <b>Large type</b> is a setting, and a link can ask for it with <code>?large</code>:{' '}
          <a href="#learn/story?large">the story in large type</a>. Every lesson and every solution sheet
          prints in black on white, with the widgets as they stand, their captions, and links written out.
        </p>
        <PrintButton>Print this page</PrintButton>
      </Part>
      <Part title="What the machines need">
        <Machines />
      </Part>
      <Part title="Your fork may be elsewhere">
        <p>
          The example that ships with the page forks at token 33. It was computed on a software GPU; the CPU
          engine and an NVIDIA H200 fork at 35, and other machines elsewhere or nowhere, because each computes{' '}
          <code>exp</code> and products with roundings of its own. So a class will see several forks. That is
          a result, not a fault: compare within a machine, never across. What holds on each is that its
          invariant arms agree in every bit.
        </p>
      </Part>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function LessonTable() {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Lessons">
      <table className={styles.lessons}>
        <thead>
          <tr>
            {['lesson', 'minutes', 'know first', 'afterwards, students can', 'steps', 'sheet'].map(
              (title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {LESSONS.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <a href={lessonAddress(each.id)}>{each.title}</a>
                <small>{NEEDS[each.needs]}</small>
              </th>
              <td className="number">{lessonMinutes(each)}</td>
              <td>
                {prerequisites(each)
                  .map(({ title }) => title)
                  .join(', ') || 'nothing'}
              </td>
              <td>
                <ul>
                  {each.guide.objectives.map((objective) => (
                    <li key={objective}>{objective}</li>
                  ))}
                </ul>
              </td>
              <td>
                <ol>
                  {each.steps.map(({ id, title }) => (
                    <li key={id}>
                      <a href={lessonAddress(each.id, id)}>{title}</a>
                    </li>
                  ))}
                </ol>
              </td>
              <td>
                <a href={`#learn/solutions/${each.id}`} aria-label={`Solutions: ${each.title}`}>
                  solutions
                </a>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Plan() {
  return (
    <>
      <table className={styles.plan}>
        <thead>
          <tr>
            {['minutes', 'what', 'how'].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {PLAN.map(({ minutes, what, address, how }) => (
            <tr key={what}>
              <td className="number">{minutes}</td>
              <th scope="row">{address ? <a href={address}>{what}</a> : what}</th>
              <td>{how}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={tables.note}>
        Before it, as homework: lesson 1. After it: the rest of lesson 3, or lesson 7 where the class is about
        evidence rather than numbers.
      </p>
    </>
  );
}

/** Number of the first lesson that runs the model; those after it do too. */
const FIRST_WITH_MODEL = LESSONS.findIndex(({ needs }) => needs === 'engine') + 1;

function Machines() {
  return (
    <ul>
      <li>
        A current browser. Lessons 1 to {FIRST_WITH_MODEL - 1} compute everything in the page and need nothing
        else; a phone will do.
      </li>
      <li>
        Lessons {FIRST_WITH_MODEL} to {LESSONS.length} run a model of 1.8 million parameters, a download of
        about 4 MB, kept for the next visit. With WebGPU that takes seconds. Without it the CPU engine takes
        up to a minute for a run; only the bench of lesson 6 needs WebGPU.
      </li>
      <li>After a first visit the page works without a network, the model included.</li>
      <li>Progress stays in the browser. On shared machines use private windows, or “Forget progress”.</li>
      <li>
        One machine is enough to show it: project the lab, run the needle, and let the class bet on the token
        of the fork.
      </li>
    </ul>
  );
}
