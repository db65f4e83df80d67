import type { Host } from "@ingot/core/plugin";

/** Between two reports, in milliseconds: of a transfer whose end is known there are ten at most. */
const leastInterval = (total: number | undefined) => (total === undefined ? 30_000 : 5000);

/** What is transferred: `done` begins each report, as "Downloaded"; `from` is how much was there before. */
export interface ReportedTransfer {
  readonly done: string;
  readonly from: number;
  readonly total: number | undefined;
}

/** Reports each tenth of a transfer, and no more often than one can read. What it returns is told how much is there. */
export function reportProgress(
  { done, from, total }: ReportedTransfer,
  say: (message: string) => void,
  { now }: Pick<Host, "now">,
): (size: number) => void {
  const began = now().getTime();
  let reported = { at: began, tenth: tenthOf(from, total) };
  return (size) => {
    const at = now().getTime();
    const tenth = tenthOf(size, total);
    if (at - reported.at < leastInterval(total) || (total !== undefined && tenth === reported.tenth)) return;
    reported = { at, tenth };
    const speed = `${sizeText((size - from) / ((at - began) / 1000))}/s`;
    const amount = total === undefined ? sizeText(size) : `${Math.floor((100 * size) / total)} % of ${sizeText(total)}`;
    say(`${done} ${amount}, at ${speed}`);
  };
}

const tenthOf = (size: number, total: number | undefined): number => Math.floor((10 * size) / (total || 1));

/** `1.4 GiB`. */
export function sizeText(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${power === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[power]}`;
}
