import { Suspense, useEffect, useRef } from 'react';
import { isSum } from '../../../../../studies/microscope/element.ts';
import { openCell, openElement, useLook } from '../../../../areas/microscope/look-store.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import controls from '../../../../kit/styles/controls.module.css';
import tables from '../../../../kit/styles/tables.module.css';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { NoLook } from './no-subject.tsx';
import { SumPart } from './parts.ts';
import { useSubject, useSubjectLook } from './subject.ts';

export function SumStep({ complete }: StepProps) {
  const look = useSubjectLook(useSubject());
  const element = useLook((state) => state.element);
  const from = look?.origin ?? look?.first ?? null;
  const trees = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = trees.current;
    // A tree opens place by place; whatever shows a rounding of its own is an addition that rounds.
    const opened = ({ target }: Event) => {
      if (!(target instanceof HTMLDetailsElement) || !target.open) return;
      const error = target.querySelector(':scope > summary [data-part="node-error"]')?.textContent;
      if (error && error !== 'exact') complete();
    };
    // What opens does not bubble.
    place?.addEventListener('toggle', opened, true);
    return () => place?.removeEventListener('toggle', opened, true);
  }, [complete]);
  return (
    <>
      <p>
        Here is one element of that output: one <Term id="dot-product">dot product</Term>, the same terms in
        both arms, added in two orders. The trees are the kernels' real <Term id="reduction-plan">plans</Term>{' '}
        with the real terms, replayed in f32; under each stands whether its root is what the engine computed,
        bit for bit.
      </p>
      <Figure
        label="The two sums"
        caption="Dots are partial sums; the larger a dot, the larger the rounding committed there. Below, the places open one by one, each with its value, its own rounding and the f64 sum of the terms beneath."
      >
        <div ref={trees}>
          {look ? (
            <Suspense fallback={<p className={tables.note}>Opening the microscope…</p>}>
              <SumPart look={look} />
            </Suspense>
          ) : (
            <NoLook />
          )}
        </div>
      </Figure>
      {look && from && element && !isSum(element) && (
        <p>
          This element is no sum of its own.{' '}
          <button type="button" className={controls.link} onClick={() => void openCell(from)}>
            Open one that is
          </button>
          .
        </p>
      )}
      {look && from && element && isSum(element) && Object.is(element.a, element.b) && (
        <p>
          Both orders end in the same bits here.{' '}
          <button type="button" className={controls.link} onClick={() => void openElement(from)}>
            Open an element where they do not
          </button>
          .
        </p>
      )}
      <p>
        Both results are right to within their rounding, and neither is <em>the</em> right one: the f64 sum
        lies near both. They differ, often by a single last bit, because other partial sums were rounded on
        the way. Most such bits vanish in the next rounding to bf16. A few survive, in this step or in the
        keys and values that an earlier one left behind, and from one of those comes another word.
      </p>
    </>
  );
}
