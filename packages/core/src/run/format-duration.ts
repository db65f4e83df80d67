/** Milliseconds in Go's notation, as Packer shows them: "10s", "1m30s", "1h0m0s", "1.5s", "250ms". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds === 0) return "0s";
  if (milliseconds < 0.001) return `${round(milliseconds * 1e6)}ns`;
  if (milliseconds < 1) return `${round(milliseconds * 1000)}µs`;
  if (milliseconds < 1000) return `${round(milliseconds)}ms`;
  const minutes = Math.floor(milliseconds / 60_000);
  const seconds = `${round((milliseconds % 60_000) / 1000)}s`;
  if (minutes === 0) return seconds;
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`;
}

const round = (value: number) => Number(value.toFixed(6));
