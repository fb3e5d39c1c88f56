import type { Lesson } from '../../lesson.ts';
import { ConcludeStep } from './conclude-step.tsx';
import { LoadStep } from './load-step.tsx';
import { ContentStep, ShapeRunStep } from './run-steps.tsx';
import { WaysStep } from './ways-step.tsx';

export const lesson: Lesson = {
  id: 'neighbours',
  title: 'Shape, content, load',
  promise:
    'Say what the other requests in a batch can do to your answer and what they cannot, and how you know.',
  minutes: 12,
  needs: 'engine',
  steps: [
    {
      id: 'three-ways',
      title: 'Three ways to reach you',
      task: 'Answer both questions before you run anything.',
      Body: WaysStep,
    },
    {
      id: 'same-shape',
      title: 'Other contents, same shapes',
      task: 'Run it to the end.',
      Body: ContentStep,
    },
    {
      id: 'other-shape',
      title: 'Same contents, other shapes',
      task: 'Run it to the end.',
      Body: ShapeRunStep,
    },
    {
      id: 'load',
      title: 'Who comes when',
      task: 'Have the neighbour arrive so that exactly your first 12 tokens are out of its reach.',
      Body: LoadStep,
    },
    {
      id: 'conclude',
      title: 'What follows, and what does not',
      task: 'Judge all six.',
      Body: ConcludeStep,
    },
  ],
};
