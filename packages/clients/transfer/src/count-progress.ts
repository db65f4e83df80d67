import type { TransferOptions } from "@ingot/core/plugin";

/** Counts a transfer's bytes for whoever watches it. */
export interface CountedProgress {
  onBytes(bytes: number): void;
  /** What will have been counted in the end. */
  expect(total: number): void;
}

export function countProgress({ onProgress }: TransferOptions): CountedProgress {
  let transferred = 0;
  let total: number | undefined;
  return {
    onBytes: (bytes) => {
      transferred += bytes;
      onProgress?.({ transferred, total });
    },
    expect: (size) => {
      total = size;
    },
  };
}
