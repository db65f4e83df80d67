import { IngotError, isIngotError } from "@ingot/core/plugin";

/** What the exit statuses of Ansible mean. */
const meanings: Readonly<Record<number, string>> = {
  1: "something went wrong before or beside the tasks",
  2: "tasks failed on the machine",
  3: "tasks failed on the machine",
  4: "the machine could not be reached, or the playbook could not be read",
  5: "Ansible was given options that it does not take",
  6: "tasks failed, and the machine could not be reached any more",
  99: "it was interrupted",
  126: "it may not be run",
  127: "there is no such program; install Ansible first",
  250: "an error in Ansible itself, or in a plugin of it",
};

/** Throws ANSIBLE_FAILED unless the status is 0. */
export function checkStatus(exitCode: number, program: string): void {
  if (exitCode === 0) return;
  const meaning = meanings[exitCode] ?? "which Ansible gives no meaning";
  throw new IngotError({
    code: "ANSIBLE_FAILED",
    source: "user",
    message: `${program} ended with exit status ${exitCode}: ${meaning}. Its output above says more.`,
    data: { exitCode },
  });
}

/** Says what to install where a program is missing; another error is passed on. */
export function explainMissing(error: unknown, program: string, option: string): unknown {
  if (!isIngotError(error, "PROGRAM_NOT_STARTED")) return error;
  return new IngotError({
    code: "ANSIBLE_MISSING",
    source: "user",
    message: `Ansible cannot be started here, as "${program}" is not a program: install it (Debian: apt-get install ansible-core), or set ${option} to its path.`,
    cause: error,
  });
}
