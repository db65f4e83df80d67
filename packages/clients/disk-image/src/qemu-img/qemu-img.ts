import { runProgram } from "@ingot/client-local";
import { type BuildContext, IngotError } from "@ingot/core/plugin";

/** Looks at a locked disk so often, and waits so long in between, in milliseconds. */
const attempts = 10;
const interval = 1000;

/** Runs `qemu-img`; returns what it prints. Its own words are in the error. */
export async function qemuImg(args: readonly string[], run: BuildContext): Promise<string> {
  const { code, output, complaint } = await runProgram("qemu-img", args, run);
  if (code === 0) return output;
  throw new IngotError({
    code: "QEMU_IMG_FAILED",
    source: "outside",
    message: `qemu-img ${args[0]} failed: ${withoutName(complaint) || `it ended with ${code ?? "a signal"} and said nothing`}`,
    data: { args, exitCode: code },
  });
}

/** The same for what needs a disk to itself: while another program holds it, it is waited for. */
export async function qemuImgOnceFree(disk: string, args: readonly string[], run: BuildContext): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await qemuImg(args, run);
      return;
    } catch (error) {
      run.signal.throwIfAborted();
      if (attempt === attempts || !(await isHeld(disk, run))) throw error;
      run.say(`Another program holds the disk ${disk}; trying again...`);
      await run.host.sleep(interval, run.signal);
    }
  }
}

/** Whether a disk can only be looked at when its lock is left aside. */
async function isHeld(disk: string, run: BuildContext): Promise<boolean> {
  const look = (...options: string[]) => runProgram("qemu-img", ["info", ...options, disk], run);
  return (await look()).code !== 0 && (await look("-U")).code === 0;
}

/** What qemu-img finds in an image. */
export interface ImageInfo {
  readonly format: string;
  /** As the machine sees it, in bytes. */
  readonly "virtual-size": number;
  readonly "backing-filename"?: string;
  readonly "backing-filename-format"?: string;
}

export const imageInfo = async (image: string, run: BuildContext): Promise<ImageInfo> =>
  JSON.parse(await qemuImg(["info", "-U", "--output=json", image], run));

/** A program begins its complaints with its name, which the message has said already. */
const withoutName = (complaint: string) => complaint.replaceAll(/^qemu-img: /gm, "");
