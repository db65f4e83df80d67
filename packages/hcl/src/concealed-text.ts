/** A stretch of a text, in UTF-16 units. */
export type Span = readonly [start: number, end: number];

/** Where a text holds what must not be shown: ascending, none touching the next one's characters. */
export type FindSecrets = (text: string) => readonly Span[];

/** What stands for a secret. Its length tells nothing of the secret's. */
export const replacement = "<sensitive>";

/** The text with each of the spans replaced. */
export function conceal(text: string, spans: readonly Span[]): string {
  let result = "";
  let shownTo = 0;
  for (const [start, end] of spans) {
    result += text.slice(shownTo, start) + replacement;
    shownTo = end;
  }
  return shownTo === 0 ? text : result + text.slice(shownTo);
}
