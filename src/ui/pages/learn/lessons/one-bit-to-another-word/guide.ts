import type { LessonGuide } from '../../lesson.ts';

export const guide: LessonGuide = {
  objectives: [
    'Find where two answers part, and say what margin and perturbation are there.',
    'Find the first operation whose output differs, and say why it is the first.',
    'Follow a difference up through rounding, layers and cache to a token.',
    'Say why neither of the two sums is the right one.',
  ],
  exit: [
    {
      question:
        'A token led by 0.5; company moved no candidate against another by more than 0.01. Can it flip?',
      options: ['No, not by this company', 'Yes, any difference can'],
      answer: 0,
      because: 'The second would have to come 0.5 closer. Company moved it by a fiftieth of that.',
    },
    {
      question: 'The map has ▶ in layer 0 and ◆ in layer 8. Which difference reached the word?',
      options: ['The one at ▶', 'The one at ◆', 'Both, added up'],
      answer: 1,
      because:
        'What came in at ▶ was removed by rounding on the way. ◆ marks where the difference of the logits entered.',
    },
    {
      question:
        'At one element the sum of arm A lies closer to the f64 sum than that of B. Does A give the better answer?',
      options: ['Yes', 'No: elsewhere it is B, and both are correctly rounded sums'],
      answer: 1,
      because:
        'Each is a rounding of the same exact sum. Which one is closer changes from element to element.',
    },
  ],
  further: ['he-2025', 'yuan-2025', 'gond-2026'],
  solutions: {
    fork: 'In the example that ships with the page: token 33, “ much” alone and “ good” in company. In a run of your own the fork may be elsewhere, or nowhere.',
    lead: 'Nearly any token: in the shipped example 28 of the 34 up to the fork led by more than ten times what company moved. At the fork the lead was 0.0146 and the movement 0.0185.',
    look: 'Press “Run the needle”, then “Look into the step”. It takes seconds on a GPU and up to a minute on a processor.',
    map: 'Press the cell marked ▶. On SwiftShader, at token 33, that is layer 0’s q, k and v projection: one sum of 128 products in 4 parts instead of 1. What reached the word entered at ◆, layer 8’s attention, through the cache.',
    sum: 'Open the root and then the place with the largest dot: wherever its own rounding is not “exact”, an addition rounded.',
    up: '“No, only the same one.” Invariance fixes which of many roundings one gets, not how good it is.',
  },
};
