import type { TarOwner } from "@ingot/client-transfer";
import { IngotError } from "@ingot/core/plugin";
import { statusOf } from "./docker-error.js";
import { type ProgramTarget, runProgram } from "./run-program.js";

/** The shell knows who it is without any program: an image may have neither `id` nor `chown`. */
const whoAmI = 'while read -r name id rest; do case $name in Uid: | Gid:) echo "$id" ;; esac; done </proc/self/status';

/**
 * The numbers of `user` ("name", "name:group", "1000") in the container. As with chown, the group stays root's unless the
 * user names one.
 */
export async function findUploadOwner(target: ProgramTarget, user: string, signal?: AbortSignal): Promise<TarOwner> {
  const written = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(user);
  if (written) return { uid: Number(written[1]), gid: Number(written[2] ?? 0) };
  const { exitCode, output } = await askShell(target, user, signal);
  const [uid, gid] = output.trim().split("\n").map(Number);
  if (exitCode !== 0 || !Number.isInteger(uid) || !Number.isInteger(gid)) throw ownerUnknown(user, output.trim());
  return { uid: uid!, gid: user.includes(":") ? gid! : 0 };
}

/** The engine refuses to start a program as somebody whom the container does not know. */
async function askShell(target: ProgramTarget, user: string, signal: AbortSignal | undefined) {
  try {
    return await runProgram(target, { command: ["/bin/sh", "-c", whoAmI], user }, signal ? { signal } : {});
  } catch (error) {
    if (statusOf(error) === undefined || signal?.aborted) throw error;
    throw ownerUnknown(user, (error as IngotError).data.engineMessage as string, error);
  }
}

const ownerUnknown = (user: string, said: string, cause?: unknown) =>
  new IngotError({
    code: "UPLOAD_FAILED",
    source: "outside",
    message: `What is uploaded cannot be given to ${user}: ${said}. Set fix_upload_owner = false to leave it to root.`,
    ...(cause !== undefined && { cause }),
  });
