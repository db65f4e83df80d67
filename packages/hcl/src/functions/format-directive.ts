/** One `%…` of a format string. */
export interface Directive {
  readonly kind: "directive";
  /** As written, for messages. */
  readonly raw: string;
  readonly offset: number;
  readonly verb: string;
  readonly flags: {
    readonly plus: boolean;
    readonly minus: boolean;
    readonly zero: boolean;
    readonly space: boolean;
    readonly hash: boolean;
  };
  readonly width: number | undefined;
  readonly precision: number | undefined;
  /** `[n]`, counted from 1. */
  readonly position: number | undefined;
}

export interface Verbatim {
  readonly kind: "text";
  readonly text: string;
}

/** Splits a format string; a `%` that begins no directive is reported by its offset. */
export function parseFormat(format: string): (Directive | Verbatim)[] | number {
  const pattern = /%([-+ 0#]*)(\d*)(?:(\.)(\d*))?(?:\[(\d+)\])?(.)/suy;
  const pieces: (Directive | Verbatim)[] = [];
  let at = 0;
  while (at < format.length) {
    const next = format.indexOf("%", at);
    const end = next === -1 ? format.length : next;
    if (end > at) pieces.push({ kind: "text", text: format.slice(at, end) });
    if (next === -1) break;
    pattern.lastIndex = next;
    const match = pattern.exec(format);
    if (!match) return next;
    pieces.push(match[6] === "%" ? { kind: "text", text: "%" } : toDirective(match, next));
    at = pattern.lastIndex;
  }
  return pieces;
}

function toDirective([raw, flags, width, dot, precision, position, verb]: RegExpExecArray, offset: number): Directive {
  return {
    kind: "directive",
    raw,
    offset,
    verb: verb!,
    flags: {
      plus: flags!.includes("+"),
      minus: flags!.includes("-"),
      zero: flags!.includes("0"),
      space: flags!.includes(" "),
      hash: flags!.includes("#"),
    },
    width: width ? Number(width) : undefined,
    precision: dot ? Number(precision || 0) : undefined,
    position: position ? Number(position) : undefined,
  };
}
