import { IngotError, reasonOf } from "@ingot/core/plugin";

/** No monitor came about at `path` in time. */
export const unreachable = (path: string, cause: unknown) =>
  failure(
    "QMP_UNREACHABLE",
    `QEMU's monitor at ${path} does not answer: ${withoutStop(reasonOf(cause))}.`,
    { path },
    cause,
  );

/** QEMU refused a command: its own class of error and description are kept. */
export const refused = (command: string, { class: kind, desc }: { readonly class: string; readonly desc: string }) =>
  failure("QMP_COMMAND", `QEMU refused "${command}": ${withoutStop(desc)} (${kind}).`, { command, class: kind, desc });

/** The connection ended, with perhaps a command without an answer. */
export const connectionLost = (path: string, cause: unknown, command?: string) =>
  failure(
    "QMP_CONNECTION_LOST",
    `The connection to QEMU's monitor at ${path} was lost${command === undefined ? "" : ` during "${command}"`}: ${withoutStop(reasonOf(cause))}.`,
    { path, ...(command !== undefined && { command }) },
    cause,
  );

/** What answers is no monitor. */
export const notQmp = (path: string, what: string) =>
  failure("QMP_PROTOCOL", `What answers at ${path} does not speak QMP as it should: ${what}.`, { path });

const withoutStop = (text: string) => text.replace(/[.\s]+$/, "");

const failure = (code: string, message: string, data: Readonly<Record<string, string>>, cause?: unknown) =>
  new IngotError({ code, source: "outside", message, data, ...(cause !== undefined && { cause }) });
