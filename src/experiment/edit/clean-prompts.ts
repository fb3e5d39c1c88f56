import type { Random } from '../random.ts';

/** Openings as a person would write them to a model of stories. */
const OPENINGS = [
  'Once upon a time there was a miller who had three sons',
  'In the middle of the lake stood a small white house',
  'The old queen looked out of her window and saw',
  'A fox and a crow once lived under the same oak',
  'Long ago, when wishes still came true,',
  'The youngest daughter took her basket and went into the wood',
  'Every evening the fisherman told his wife',
  'There was a tailor who could not keep a secret',
  'On the third day the king said to his servants',
  'The little goat knocked at the door and called',
  'At the end of the road they found a well',
  'When winter came, the sparrow asked the mouse',
  'A poor man had so many children that',
  'The giant laughed and said to the boy',
  'Under the mountain lived a people who',
  'It was so dark that the two brothers could not see',
] as const;

/** A prompt that is no noise. */
export function cleanPrompt(random: Random): string {
  return random.pick(OPENINGS);
}
