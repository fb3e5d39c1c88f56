/** What a model goes on writing to calibrate widths: openings of tales, and the kinds of task that the shipped models learnt. None is a held-out task. */
export const CALIBRATION_PROMPTS: readonly string[] = [
  'Once upon a time there was a',
  'What is 5907 + 5522?\n',
  'The old king said to his daughter',
  'Sort: q b d v g p l i\n',
  'In the middle of the wood the little girl',
  'Reverse: c p b k n k e y\n',
  'When the sun went down, the wolf',
  'Copy: box eve dog oda hal cat dog dan dan\n',
  'There was once a poor woodcutter who',
  'Close: [ ] ( ( { ( ) { ( ( )\n',
  'The cat looked at the mouse and',
  '{"red":46,"gus":89,"pam":14,"ida":56,"cow":21,"box":23,"tim":99}\npam?\n',
  'The giant was so angry that he',
  'Count a: a c u u a c c a\n',
  'The youngest brother took the golden key and',
  'What is 418 + 96?\n',
];
