import { FunctionError, type HclFunction } from "../evaluate/scope.js";
import { textOf } from "../value/content.js";
import { numberType, objectType, stringType, type Type } from "../value/type.js";
import { number, object, string, type Value } from "../value/value.js";
import { formatDate } from "./date-format.js";
import { define, integerOf, numeric, text, textFunction } from "./define.js";
import { parseDuration } from "./duration.js";
import type { FunctionHost } from "./function-host.js";
import { formatGoLayout } from "./go-layout.js";
import { strftime } from "./strftime.js";
import {
  calendarOf,
  dayNames,
  formatRfc3339,
  monthNames,
  parseRfc3339,
  type TimePoint,
  timePointOf,
} from "./time-point.js";

function timestampAt(args: readonly Value[], at: number, allowSpace = false): TimePoint {
  const time = parseRfc3339(textOf(args[at]), allowSpace);
  if (!time) throw new FunctionError('a timestamp such as "2006-01-02T15:04:05Z" is required', at);
  return time;
}

const billion = 1_000_000_000n;

function timeAdd(args: readonly Value[]): Value {
  const time = timestampAt(args, 0);
  const duration = parseDuration(textOf(args[1]));
  if (duration === undefined) throw new FunctionError('a duration such as "1h30m" is required', 1);
  const total = BigInt(time.unix) * billion + BigInt(time.nanosecond) + duration;
  const unix = Number((total - modulo(total)) / billion);
  checkYear(unix, 1);
  return string(formatRfc3339({ ...time, unix, nanosecond: Number(modulo(total)) }));
}

const modulo = (total: bigint): bigint => ((total % billion) + billion) % billion;

/** Timestamps have four digits for the year. */
const [earliest, latest] = [-62_167_219_200, 253_402_300_799];

function checkYear(unix: number, argument: number): void {
  if (unix < earliest || unix > latest)
    throw new FunctionError("the time must be between the years 0 and 9999", argument);
}

function fieldsOf(time: TimePoint): Map<string, Value> {
  const { year, yearDay, day, month, weekday, hour, minute, second, isoYear, isoWeek } = calendarOf(time);
  return new Map([
    ["year", number(year)],
    ["year_day", number(yearDay)],
    ["day", number(day)],
    ["month", number(month)],
    ["month_name", string(monthNames[month - 1]!)],
    ["weekday", number(weekday)],
    ["weekday_name", string(dayNames[weekday]!)],
    ["hour", number(hour)],
    ["minute", number(minute)],
    ["second", number(second)],
    ["iso_year", number(isoYear)],
    ["iso_week", number(isoWeek)],
  ]);
}

const fieldTypes = new Map(
  [...fieldsOf({ unix: 0, nanosecond: 0, offset: 0 })].map(([name, { type }]) => [name, type]),
);
const withType = (name: string, type: Type): Type => objectType(new Map([...fieldTypes, [name, type]]));

function parseUnix(args: readonly Value[]): Value {
  const unix = integerOf(args, 0);
  checkYear(unix, 0);
  const time = { unix, nanosecond: 0, offset: 0 };
  return object(fieldsOf(time).set("rfc3339", string(formatRfc3339(time))));
}

function parseTimestamp(args: readonly Value[]): Value {
  const time = timestampAt(args, 0, true);
  return object(fieldsOf(time).set("unix", number(time.unix)));
}

const pureFunctions: readonly HclFunction[] = [
  define({
    name: "formatdate",
    description: "A timestamp in another form: YYYY, MM, DD, hh, mm, ss and so on.",
    parameters: [text("format"), text("time")],
    returns: stringType,
    call: (args) => string(formatDate(textOf(args[0]), timestampAt(args, 1))),
  }),
  define({
    name: "timeadd",
    description: "A timestamp with a duration such as 1h30m added to it.",
    parameters: [text("timestamp"), text("duration")],
    returns: stringType,
    call: timeAdd,
  }),
  define({
    name: "rfc3339_parse",
    description: "The parts of a timestamp, in its own offset from UTC.",
    parameters: [text("timestamp")],
    returns: withType("unix", numberType),
    call: parseTimestamp,
  }),
  define({
    name: "unix_timestamp_parse",
    description: "The parts, in UTC, of a number of seconds since 1970.",
    parameters: [numeric("timestamp")],
    returns: withType("rfc3339", stringType),
    call: parseUnix,
  }),
];

function isoTime(host: FunctionHost): HclFunction {
  return define({
    name: "legacy_isotime",
    description: "The time at which the run began, in RFC 3339 or in the form of a Go layout.",
    parameters: [],
    variadic: text("format"),
    returns: stringType,
    call: (args) => {
      if (args.length > 1) throw new FunctionError("it takes at most one layout", 1);
      const start = timePointOf(host.startTime);
      return string(args[0] ? formatGoLayout(textOf(args[0]), start) : formatRfc3339(start));
    },
  });
}

export const timeFunctions = (host: FunctionHost): readonly HclFunction[] => [
  ...pureFunctions,
  textFunction("timestamp", [], "The time of the call, in UTC.", () => formatRfc3339(timePointOf(host.now()))),
  textFunction("legacy_strftime", ["format"], "The time at which the run began, as C's strftime writes it.", (format) =>
    strftime(format, timePointOf(host.startTime)),
  ),
  isoTime(host),
];
