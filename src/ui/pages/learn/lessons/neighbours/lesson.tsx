import type { Lesson } from '../../lesson.ts';
import { ConcludeStep } from './conclude-step.tsx';
import { guide } from './guide.ts';
import { LoadStep } from './load-step.tsx';
import { ContentStep, ShapeRunStep } from './run-steps.tsx';
import { WaysStep } from './ways-step.tsx';

export const lesson: Lesson = {
  id: 'neighbours',
  title: 'Shape, content, load',
  promise:
    'Say what the other requests in a batch can do to your answer and what they cannot, and how you know.',
  words: 1759,
  after: ['why-reorder'],
  needs: 'engine',
  steps: [
    {
      id: 'three-ways',
      title: 'Three ways to reach you',
      task: 'Answer both questions before you run anything.',
      observe: 'Your own first guess. You will test it in the next two steps.',
      Body: WaysStep,
    },
    {
      id: 'same-shape',
      title: 'Other contents, same shapes',
      task: 'Run it to the end.',
      observe: 'The fingerprints: equal in all three pairs, whatever the neighbours said.',
      Body: ContentStep,
    },
    {
      id: 'other-shape',
      title: 'Same contents, other shapes',
      task: 'Run it to the end.',
      observe: 'Only the variant set differs, and the first token that does is where company began.',
      Body: ShapeRunStep,
    },
    {
      id: 'load',
      title: 'Who comes when',
      task: 'Have the neighbour arrive so that exactly your first 12 tokens are out of its reach.',
      observe: 'Which tokens are marked under the axis: from the first shared step on, all of them.',
      Body: LoadStep,
    },
    {
      id: 'conclude',
      title: 'What follows, and what does not',
      task: 'Judge all six.',
      observe: 'How many of the six you would have judged otherwise before this lesson.',
      Body: ConcludeStep,
    },
  ],
  guide,
};
