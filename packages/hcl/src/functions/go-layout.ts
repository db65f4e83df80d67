import { type Calendar, calendarOf, dayNames, digits, formatOffset, monthNames, type TimePoint } from "./time-point.js";

type Write = (calendar: Calendar, time: TimePoint) => string;

const hour12 = ({ hour }: Calendar): number => hour % 12 || 12;
const zone = (time: TimePoint, separator: string): string => (time.offset === 0 ? "Z" : formatOffset(time, separator));

/** The parts of Go's reference time, Mon Jan 2 15:04:05 MST 2006, each as it is written in a layout. */
const parts: Readonly<Record<string, Write>> = {
  January: ({ month }) => monthNames[month - 1]!,
  Jan: ({ month }) => monthNames[month - 1]!.slice(0, 3),
  Monday: ({ weekday }) => dayNames[weekday]!,
  Mon: ({ weekday }) => dayNames[weekday]!.slice(0, 3),
  MST: (_, time) => (time.offset === 0 ? "UTC" : formatOffset(time, "")),
  "2006": ({ year }) => digits(year, 4),
  "002": ({ yearDay }) => digits(yearDay, 3),
  __2: ({ yearDay }) => String(yearDay).padStart(3),
  "01": ({ month }) => digits(month),
  "02": ({ day }) => digits(day),
  "03": (calendar) => digits(hour12(calendar)),
  "04": ({ minute }) => digits(minute),
  "05": ({ second }) => digits(second),
  "06": ({ year }) => digits(year % 100),
  "15": ({ hour }) => digits(hour),
  _2: ({ day }) => String(day).padStart(2),
  "1": ({ month }) => String(month),
  "2": ({ day }) => String(day),
  "3": (calendar) => String(hour12(calendar)),
  "4": ({ minute }) => String(minute),
  "5": ({ second }) => String(second),
  PM: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  pm: ({ hour }) => (hour < 12 ? "am" : "pm"),
  "-07:00:00": (_, time) => `${formatOffset(time, ":")}:00`,
  "-070000": (_, time) => `${formatOffset(time, "")}00`,
  "-07:00": (_, time) => formatOffset(time, ":"),
  "-0700": (_, time) => formatOffset(time, ""),
  "-07": (_, time) => formatOffset(time, "").slice(0, 3),
  "Z07:00:00": (_, time) => (time.offset === 0 ? "Z" : `${formatOffset(time, ":")}:00`),
  Z070000: (_, time) => (time.offset === 0 ? "Z" : `${formatOffset(time, "")}00`),
  "Z07:00": (_, time) => zone(time, ":"),
  Z0700: (_, time) => zone(time, ""),
  Z07: (_, time) => zone(time, "").slice(0, 3),
};

/** Longest first, so that `Z07:00` is not taken for `Z07`; `_2006` is a `_` and a year; then fractions of a second. */
const part =
  /Z07:00:00|-07:00:00|Z070000|-070000|January|Monday|Z07:00|-07:00|Z0700|-0700|2006|Jan|Mon|MST|Z07|-07|002|__2|_2(?!006)|15|0[1-6]|PM|pm|[.,](?:0+|9+)(?!\d)|[1-5]/g;

/** The time as Go's `Format` writes it. */
export function formatGoLayout(layout: string, time: TimePoint): string {
  const calendar = calendarOf(time);
  return layout.replace(part, (found) => parts[found]?.(calendar, time) ?? fraction(found, time));
}

/** `.000` always has its digits, `.999` only those that are not trailing zeros. */
function fraction(found: string, { nanosecond }: TimePoint): string {
  const written = digits(nanosecond, 9)
    .slice(0, found.length - 1)
    .padEnd(found.length - 1, "0");
  if (found[1] === "0") return found[0] + written;
  const needed = written.replace(/0+$/, "");
  return needed === "" ? "" : found[0] + needed;
}
