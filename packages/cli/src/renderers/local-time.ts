/** RFC 3339 in this machine's time zone, to the second, as Packer stamps its lines. */
export function localTime(time: Date): string {
  const ahead = -time.getTimezoneOffset();
  return shiftedTime(time, ahead);
}

/** The same for a zone that is so many minutes ahead of UTC. */
export function shiftedTime(time: Date, minutesAhead: number): string {
  const shifted = new Date(time.getTime() + minutesAhead * 60_000).toISOString().slice(0, 19);
  return shifted + (minutesAhead === 0 ? "Z" : zoneText(minutesAhead));
}

function zoneText(minutesAhead: number): string {
  const size = Math.abs(minutesAhead);
  const digits = (value: number) => String(Math.trunc(value)).padStart(2, "0");
  return `${minutesAhead < 0 ? "-" : "+"}${digits(size / 60)}:${digits(size % 60)}`;
}
