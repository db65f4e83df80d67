import type { FunctionHost } from "./function-host.js";

/** A world of the given files, at a fixed time, with "random" bytes that count up. */
export function memoryHost(files: Readonly<Record<string, string | Uint8Array>> = {}): FunctionHost {
  const kindOf: FunctionHost["kindOf"] = (path) => {
    if (files[path] !== undefined) return "file";
    return Object.keys(files).some((file) => file.startsWith(`${path}/`)) ? "directory" : undefined;
  };
  return {
    kindOf,
    readFile: (path) => (typeof files[path] === "string" ? Buffer.from(files[path]) : files[path]!),
    listFiles: (directory) =>
      Object.keys(files)
        .filter((file) => file.startsWith(`${directory}/`))
        .map((file) => file.slice(directory.length + 1)),
    baseDirectory: "/templates",
    cwd: "/work",
    home: "/home/user",
    now: () => new Date("2024-02-03T04:05:06.789Z"),
    startTime: new Date("2024-01-02T03:04:05.678Z"),
    randomBytes: (count) => Uint8Array.from({ length: count }, (_, at) => at),
  };
}
