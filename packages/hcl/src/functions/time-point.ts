/** A moment, and the offset from UTC in which its calendar is read. */
export interface TimePoint {
  /** Whole seconds since 1970 began in UTC. */
  readonly unix: number;
  readonly nanosecond: number;
  /** Minutes east of UTC. */
  readonly offset: number;
}

export interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly yearDay: number;
  readonly isoYear: number;
  readonly isoWeek: number;
}

/** In UTC. */
export function timePointOf(date: Date): TimePoint {
  const milliseconds = date.getTime();
  const unix = Math.floor(milliseconds / 1000);
  return { unix, nanosecond: (milliseconds - unix * 1000) * 1_000_000, offset: 0 };
}

const secondsPerDay = 86_400;

export function calendarOf({ unix, offset }: TimePoint): Calendar {
  const local = unix + offset * 60;
  const date = new Date(local * 1000);
  const days = Math.floor(local / secondsPerDay);
  const year = date.getUTCFullYear();
  const weekday = date.getUTCDay();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday,
    yearDay: days - startOfYear(year) + 1,
    ...isoWeekOf(days, weekday),
  };
}

/** The week belongs to the year that its Thursday is in. */
function isoWeekOf(days: number, weekday: number): Pick<Calendar, "isoYear" | "isoWeek"> {
  const thursday = days + 4 - (weekday || 7);
  const isoYear = new Date(thursday * secondsPerDay * 1000).getUTCFullYear();
  return { isoYear, isoWeek: Math.floor((thursday - startOfYear(isoYear)) / 7) + 1 };
}

function startOfYear(year: number): number {
  return daysSince1970(year, 1, 1);
}

function daysSince1970(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day) / 1000 / secondsPerDay;
}

const pattern = /^(\d{4})-(\d\d)-(\d\d)([T ])(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** An RFC 3339 timestamp; with `allowSpace` a space may stand for the `T`. undefined when the text is none. */
export function parseRfc3339(text: string, allowSpace = false): TimePoint | undefined {
  const match = pattern.exec(text);
  if (!match || (match[4] === " " && !allowSpace)) return undefined;
  const [year, month, day, hour, minute, second] = [1, 2, 3, 5, 6, 7].map((at) => Number(match[at])) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [offsetHour, offsetMinute] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
  if (offsetHour > 23 || offsetMinute > 59) return undefined;
  const offset = (match[9] === "-" ? -1 : 1) * (offsetHour * 60 + offsetMinute);
  const nanosecond = Number((match[8] ?? "").slice(0, 9).padEnd(9, "0"));
  return timePoint({ year, month, day, hour, minute, second, nanosecond, offset: offset + 0 });
}

interface Fields extends Omit<Calendar, "weekday" | "yearDay" | "isoYear" | "isoWeek"> {
  readonly nanosecond: number;
  readonly offset: number;
}

/** undefined for a date or a time of day that does not exist. */
function timePoint({ year, month, day, hour, minute, second, nanosecond, offset }: Fields): TimePoint | undefined {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const lastDay = daysSince1970(year, month + 1, 1) - daysSince1970(year, month, 1);
  if (day > lastDay) return undefined;
  const unix = daysSince1970(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second - offset * 60;
  return { unix, nanosecond, offset };
}

export function formatRfc3339(time: TimePoint): string {
  const { year, month, day, hour, minute, second } = calendarOf(time);
  const date = `${digits(year, 4)}-${digits(month)}-${digits(day)}`;
  return `${date}T${digits(hour)}:${digits(minute)}:${digits(second)}${time.offset === 0 ? "Z" : formatOffset(time, ":")}`;
}

export function digits(value: number, count = 2): string {
  return String(value).padStart(count, "0");
}

/** `+01:30`, with what stands between hours and minutes. */
export function formatOffset({ offset }: TimePoint, separator: string): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${digits(Math.floor(minutes / 60))}${separator}${digits(minutes % 60)}`;
}

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

export const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
