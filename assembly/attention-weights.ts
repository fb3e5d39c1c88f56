/** Weights of a split's keys: exp(score - maximum), in the place of the scores. */
import { writeLanes } from './lanes';
import { expQuad } from './math';

export function maximum(scores: usize, start: i32, end: i32): f32 {
  let i = start + 1;
  let top = f32.load(scores + (<usize>start << 2));
  if (i + 4 <= end) {
    let tops = v128.load(scores + (<usize>i << 2));
    for (i += 4; i + 4 <= end; i += 4) tops = f32x4.max(tops, v128.load(scores + (<usize>i << 2)));
    top = max<f32>(top, max<f32>(f32x4.extract_lane(tops, 0), f32x4.extract_lane(tops, 1)));
    top = max<f32>(top, max<f32>(f32x4.extract_lane(tops, 2), f32x4.extract_lane(tops, 3)));
  }
  for (; i < end; i++) top = max<f32>(top, f32.load(scores + (<usize>i << 2)));
  return top;
}

/** Scores become weights; their sum, by increasing key. */
export function weigh(scores: usize, start: i32, end: i32, top: f32): f32 {
  const tops = f32x4.splat(top);
  let sum: f32 = 0;
  for (let i = start; i < end; i += 4) {
    const at = scores + (<usize>i << 2);
    const weights = expQuad(f32x4.sub(v128.load(at), tops));
    writeLanes(at, weights, end - i);
    sum += f32x4.extract_lane(weights, 0);
    if (i + 1 < end) sum += f32x4.extract_lane(weights, 1);
    if (i + 2 < end) sum += f32x4.extract_lane(weights, 2);
    if (i + 3 < end) sum += f32x4.extract_lane(weights, 3);
  }
  return sum;
}
