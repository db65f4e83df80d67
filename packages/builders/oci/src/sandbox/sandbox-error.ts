import { readFileSync } from "node:fs";
import { IngotError } from "@ingot/core/plugin";

/** The kernel, or what guards it, does not let this user make namespaces. `said` is what the tools said. */
export function namespacesRefused(said: string, cause?: unknown): IngotError {
  const why = switchesAgainst().join(" ") || unknownReason;
  return new IngotError({
    code: "OCI_NO_NAMESPACES",
    source: "outside",
    message:
      `The oci builder runs commands in user, mount and pid namespaces, and this machine does not allow them${quoted(said)}. ` +
      `${why} To test: unshare -Ur true`,
    ...(cause !== undefined && { cause }),
  });
}

const quoted = (said: string): string => (said === "" ? "" : ` (${said})`);

const unknownReason =
  "In a container, its engine's seccomp profile is the usual reason: run it with --security-opt seccomp=unconfined --security-opt systempaths=unconfined.";

const switches = [
  {
    path: "/proc/sys/kernel/unprivileged_userns_clone",
    refuses: (value: string | undefined) => value === "0",
    reason: "Allow them with: sysctl kernel.unprivileged_userns_clone=1.",
  },
  {
    path: "/proc/sys/user/max_user_namespaces",
    refuses: (value: string | undefined) => value === "0",
    reason: "Allow them with: sysctl user.max_user_namespaces=15000.",
  },
  {
    path: "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
    refuses: (value: string | undefined) => value === "1",
    reason: "AppArmor restricts them; allow them with: sysctl kernel.apparmor_restrict_unprivileged_userns=0.",
  },
] as const;

const switchesAgainst = (): string[] =>
  switches.filter(({ path, refuses }) => refuses(readSwitch(path))).map(({ reason }) => reason);

function readSwitch(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Setting the sandbox up failed before the command was started. AppArmor allows namespaces, and then nothing in them. */
export function setUpFailed(said: string): IngotError {
  if (switchesAgainst().length > 0) return namespacesRefused(said);
  return new IngotError({
    code: "OCI_SANDBOX_FAILED",
    source: "outside",
    message: `The sandbox for the command could not be set up: ${said || "its first process ended without a word"}.`,
  });
}

export const connectionLost = () =>
  new IngotError({
    code: "COMMUNICATOR_LOST",
    source: "outside",
    message: "The sandbox ended before the command's exit status was known: something outside has killed it.",
  });

export const noShell = () =>
  new IngotError({
    code: "OCI_NO_SHELL",
    source: "user",
    message:
      'There is no /bin/sh in the image, and commands are run by it. Start from an image that has one, or copy this machine\'s: copy { programs = ["sh"] destination = "/bin/" }.',
  });
