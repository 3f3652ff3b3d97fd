// London time for the hand-written function: what a careful programmer writes when `Date` is too slow.
// A moment is a count of minutes since 1970-01-01 00:00 UTC; the years 1970 to 2099 are covered.

const DAY = 1440;

function dayNumber(year, month, day) {
  const y = month <= 2 ? year - 1 : year;
  const m = month <= 2 ? month + 9 : month - 3;
  return y * 365 + (y >> 2) - ((y / 100) | 0) + ((y / 400) | 0) + (((153 * m + 2) / 5) | 0) + day - 719469;
}

// 1970-01-01 was a Thursday, so the number of a Sunday is 3 modulo 7.
function lastSunday(year, month) {
  const last = dayNumber(year, month, 31);
  return last - ((last - 3) % 7);
}

// By year: the moments at which summer time begins and ends.
const begins = [];
const ends = [];
for (let year = 0; year < 2100; year++) {
  begins.push(year < 1970 ? 0 : lastSunday(year, 3) * DAY + 60);
  ends.push(year < 1970 ? 0 : lastSunday(year, 10) * DAY + 60);
}

const two = (text, at) => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;

/** Reads `YYYY-MM-DDTHH:MM` as London time. An hour that comes twice is read as the first. */
export function minutesOf(text) {
  const year = two(text, 0) * 100 + two(text, 2);
  const wall = dayNumber(year, two(text, 5), two(text, 8)) * DAY + two(text, 11) * 60 + two(text, 14);
  const summer = wall - 60;
  return summer >= begins[year] && summer < ends[year] ? summer : wall;
}

/** Reads the moment decided for: in an hour that comes twice it is the second, so that from a fact to now never too little time passed. */
export function nowOf(text) {
  const first = minutesOf(text);
  const end = ends[two(text, 0) * 100 + two(text, 2)];
  return first >= end - 60 && first < end ? first + 60 : first;
}

// Deadlines crowd on few days and a day has 1,440 minutes, so both texts are kept.
const days = new Array(dayNumber(2099, 12, 31) + 2).fill(null);

function learn(day) {
  const iso = new Date(day * 86_400_000).toISOString();
  return (days[day] = { date: iso.slice(0, 11), year: Number(iso.slice(0, 4)) });
}

const winterTexts = [];
const summerTexts = [];
for (let minute = 0; minute < DAY; minute++) {
  const clock = `${String((minute / 60) | 0).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  winterTexts.push(`${clock}+00:00`);
  summerTexts.push(`${clock}+01:00`);
}

/** Writes `YYYY-MM-DDTHH:MM+00:00` (in summer `+01:00`), London time. */
export function londonTime(minutes) {
  const number = (minutes / DAY) | 0;
  const minute = minutes - number * DAY;
  const day = days[number] ?? learn(number);
  if (minutes < begins[day.year] || minutes >= ends[day.year]) return day.date + winterTexts[minute];
  if (minute < DAY - 60) return day.date + summerTexts[minute + 60];
  const next = days[number + 1] ?? learn(number + 1);
  return next.date + summerTexts[minute + 60 - DAY];
}

/** When summer time begins and ends on the wall clock, for each of the years. */
export function summers(from, to) {
  const wall = (minutes) => new Date(minutes * 60_000).toISOString().slice(0, 16);
  // At the beginning the clock jumps from 01:00 to 02:00; the hour from 01:00 that comes twice at the end is in it, as its first reading.
  return Array.from({ length: to - from + 1 }, (_, i) => [wall(begins[from + i]), wall(ends[from + i] + 60)]);
}
