import { FunctionError } from "../evaluate/scope.js";
import { formatGoLayout } from "./go-layout.js";
import { type Calendar, calendarOf, digits, type TimePoint } from "./time-point.js";

/** Directives that a Go layout can write. */
const layouts: Readonly<Record<string, string>> = {
  A: "Monday",
  a: "Mon",
  B: "January",
  b: "Jan",
  c: "Mon Jan _2 15:04:05 2006",
  D: "01/02/06",
  d: "02",
  e: "_2",
  F: "2006-01-02",
  H: "15",
  h: "Jan",
  I: "03",
  j: "002",
  M: "04",
  m: "01",
  p: "PM",
  R: "15:04",
  r: "03:04:05 PM",
  S: "05",
  T: "15:04:05",
  v: "_2-Jan-2006",
  X: "15:04:05",
  x: "01/02/06",
  Y: "2006",
  y: "06",
  Z: "MST",
  z: "-0700",
};

const computed: Readonly<Record<string, (calendar: Calendar) => string>> = {
  "%": () => "%",
  n: () => "\n",
  t: () => "\t",
  C: ({ year }) => digits(Math.floor(year / 100)),
  k: ({ hour }) => String(hour).padStart(2),
  l: ({ hour }) => String(hour % 12 || 12).padStart(2),
  U: ({ yearDay, weekday }) => digits(Math.floor((yearDay + 6 - weekday) / 7)),
  u: ({ weekday }) => String(weekday || 7),
  V: ({ isoWeek }) => digits(isoWeek),
  W: ({ yearDay, weekday }) => digits(Math.floor((yearDay + 6 - ((weekday + 6) % 7)) / 7)),
  w: ({ weekday }) => String(weekday),
};

/** The time as C's strftime writes it in the "C" locale. */
export function strftime(format: string, time: TimePoint): string {
  const calendar = calendarOf(time);
  return format.replace(/%(.?)/gsu, (directive, letter: string) => {
    const layout = layouts[letter];
    if (layout !== undefined) return formatGoLayout(layout, time);
    const compute = computed[letter];
    if (compute) return compute(calendar);
    throw new FunctionError(`"${directive}" is not a directive`, 0);
  });
}
