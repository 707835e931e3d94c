/** Dates and numbers as the person's own locale writes them. */

const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const CALENDAR = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const STAMP = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
const COUNT = new Intl.NumberFormat();

/** The day of a moment: "20 Nov 2026". */
export function day(at: string): string {
  return DAY.format(new Date(at));
}

/** The day of a moment, or its time where that day is today; "never" where there was none. */
export function since(at: string | null, now = new Date()): string {
  if (at === null) return "never";
  const then = new Date(at);
  return then.toDateString() === now.toDateString() ? `today ${TIME.format(then)}` : DAY.format(then);
}

/** A moment to the minute, where its age matters. */
export function stamp(at: string): string {
  return STAMP.format(new Date(at));
}

/** A moment in full, for a tooltip. */
export function moment(at: string): string {
  return MOMENT.format(new Date(at));
}

/** A day of the calendar, wherever one is: "20 Nov 2026" of "2026-11-20". */
export function calendarDay(date: string): string {
  return CALENDAR.format(new Date(date));
}

/** A number with its thousands apart. */
export function count(number: number): string {
  return COUNT.format(number);
}
