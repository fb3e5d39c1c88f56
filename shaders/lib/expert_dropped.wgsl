// In the place of a weight's bits: the expert had no room for the row. No weight has these.
const DROPPED = 0xffffffffu;
