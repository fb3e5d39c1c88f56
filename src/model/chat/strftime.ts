const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const DAY_MS = 86_400_000;

const padded = (value: number, width = 2) => String(value).padStart(width, '0');

/** Each directive of Python's strftime that says something of a day, in its C locale. */
const DIRECTIVES: Readonly<Record<string, (day: Date) => string>> = {
  Y: (day) => padded(day.getUTCFullYear(), 4),
  y: (day) => padded(day.getUTCFullYear() % 100),
  m: (day) => padded(day.getUTCMonth() + 1),
  B: (day) => MONTHS[day.getUTCMonth()],
  b: (day) => MONTHS[day.getUTCMonth()].slice(0, 3),
  h: (day) => MONTHS[day.getUTCMonth()].slice(0, 3),
  d: (day) => padded(day.getUTCDate()),
  e: (day) => String(day.getUTCDate()).padStart(2),
  j: (day) => padded(1 + (day.getTime() - Date.UTC(day.getUTCFullYear(), 0, 1)) / DAY_MS, 3),
  A: (day) => DAYS[day.getUTCDay()],
  a: (day) => DAYS[day.getUTCDay()].slice(0, 3),
  w: (day) => String(day.getUTCDay()),
  u: (day) => String(day.getUTCDay() || 7),
  D: (day) => strftime(day, '%m/%d/%y'),
  F: (day) => strftime(day, '%Y-%m-%d'),
  x: (day) => strftime(day, '%m/%d/%y'),
  // Midnight: a day is fixed, not an hour.
  H: () => '00',
  I: () => '12',
  M: () => '00',
  S: () => '00',
  f: () => '000000',
  p: () => 'AM',
  T: () => '00:00:00',
  X: () => '00:00:00',
  R: () => '00:00',
  c: (day) => strftime(day, '%a %b %e 00:00:00 %Y'),
  Z: () => '',
  z: () => '',
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
};

/** A day by Python's directives, at midnight; `-` takes off leading zeros, and what is no directive stays as it is. */
export function strftime(day: Date, format: string): string {
  return format.replace(/%(-?)([A-Za-z%])/g, (written, bare: string, letter: string) => {
    const said = Object.hasOwn(DIRECTIVES, letter) ? DIRECTIVES[letter](day) : null;
    if (said === null) return written;
    return bare ? said.replace(/^[0 ]+(?=.)/, '') : said;
  });
}
