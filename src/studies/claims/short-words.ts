import { counted, listed } from '../../results/text.ts';
import type { ShortForm } from './claim.ts';
import { cutStudy, cutWords } from './cut-study.ts';
import type { Evidence } from './evidence.ts';

/** How much a short form runs, where the whole runs more: `8 tasks in each of 2 cells`; null where the study that it is cut from is not there. */
export function shortWords(form: ShortForm, { studies }: Pick<Evidence, 'studies'>): string | null {
  switch (form.kind) {
    case 'study': {
      const whole = studies[form.study]?.definition;
      return whole ? cutWords(cutStudy(whole, form.hypotheses)) : null;
    }
    case 'couplings':
      return `${counted(form.only.length, 'row')} of the coupling matrix`;
    case 'cliffs':
      return counted(form.prompts, 'opening');
    case 'bench':
      return `${counted(form.cases.length, 'shape')} of step, ${form.repeats} times each`;
    case 'run': {
      const arms = form.arms ? [counted(form.arms.length, 'arm')] : [];
      const crowd =
        form.crowdMilliseconds === undefined
          ? []
          : [`the first ${(form.crowdMilliseconds / 1000).toLocaleString('en')} s of its crowd`];
      return arms.length + crowd.length === 0 ? 'the whole experiment' : listed([...arms, ...crowd]);
    }
  }
}
