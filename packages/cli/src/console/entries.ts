import { isUnfinished } from "@ingot/hcl";

/** Lines become entries: an expression whose end is missing goes on in the next line. */
export interface Entries {
  /** The entry that `line` completes; undefined where more must come, or nothing has begun. */
  add(line: string): string | undefined;
  /** Whether an entry has begun. */
  readonly isOpen: boolean;
  /** Ends the entry as it is. */
  take(): string;
}

export function createEntries(): Entries {
  let open = "";
  const take = () => {
    const entry = open;
    open = "";
    return entry;
  };
  return {
    add: (line) => {
      if (open === "" && line.trim() === "") return undefined;
      open += `${line}\n`;
      return isUnfinished(open) ? undefined : take();
    },
    get isOpen() {
      return open !== "";
    },
    take,
  };
}
