import type { BuildContext } from "@ingot/core/plugin";

/** Paths that are told; an installer that fetches its packages from here would flood the output. */
const mostPaths = 100;

/** Tells the user of each path once, however often it is asked for. */
export function requestLog({ say }: Pick<BuildContext, "say">): (path: string, message: string) => void {
  const told = new Set<string>();
  return (path, message) => {
    if (told.has(path) || told.size > mostPaths) return;
    told.add(path);
    say(told.size > mostPaths ? "The machine asks for more; that is not told" : message);
  };
}
