import { FunctionError } from "../evaluate/scope.js";
import { type Calendar, calendarOf, dayNames, digits, formatOffset, monthNames, type TimePoint } from "./time-point.js";

type Write = (calendar: Calendar, time: TimePoint) => string;

const verbs: Readonly<Record<string, Write>> = {
  YYYY: ({ year }) => digits(year, 4),
  YY: ({ year }) => digits(year % 100),
  MMMM: ({ month }) => monthNames[month - 1]!,
  MMM: ({ month }) => monthNames[month - 1]!.slice(0, 3),
  MM: ({ month }) => digits(month),
  M: ({ month }) => String(month),
  DD: ({ day }) => digits(day),
  D: ({ day }) => String(day),
  EEEE: ({ weekday }) => dayNames[weekday]!,
  EEE: ({ weekday }) => dayNames[weekday]!.slice(0, 3),
  hh: ({ hour }) => digits(hour),
  h: ({ hour }) => String(hour),
  HH: ({ hour }) => digits(hour % 12 || 12),
  H: ({ hour }) => String(hour % 12 || 12),
  AA: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  aa: ({ hour }) => (hour < 12 ? "am" : "pm"),
  mm: ({ minute }) => digits(minute),
  m: ({ minute }) => String(minute),
  ss: ({ second }) => digits(second),
  s: ({ second }) => String(second),
  ZZZZZ: (_, time) => formatOffset(time, ":"),
  ZZZZ: (_, time) => formatOffset(time, ""),
  ZZZ: (_, time) => (time.offset === 0 ? "UTC" : formatOffset(time, "")),
  Z: (_, time) => (time.offset === 0 ? "Z" : formatOffset(time, ":")),
};

/** A run of one letter is a verb; text in single quotes stands for itself, with '' for a quote; so does all else. */
const pieces = /'((?:[^']|'')*)'|([A-Za-z])\2*|'|[^A-Za-z']+/g;

export function formatDate(format: string, time: TimePoint): string {
  const calendar = calendarOf(time);
  return format.replace(pieces, (piece: string, quoted?: string, letter?: string) => {
    if (quoted !== undefined) return quoted.replaceAll("''", "'");
    if (piece === "'") throw new FunctionError("a quoted text in it has no closing quote", 0);
    if (letter === undefined) return piece;
    const verb = verbs[piece];
    if (!verb) throw new FunctionError(`"${piece}" is not a part of a date; put text in single quotes`, 0);
    return verb(calendar, time);
  });
}
