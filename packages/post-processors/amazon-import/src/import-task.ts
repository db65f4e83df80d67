import { acquireWhole, type ImportImageTask, runTag, tagSpecifications } from "@ingot/client-aws";
import { type Acquired, type BuildContext, IngotError } from "@ingot/core/plugin";
import type { Importing } from "./importing.js";
import type { SourceDisk } from "./source-disk.js";
import { undoImport, undoImports } from "./undo-import.js";
import { placeText, type S3Place } from "./upload/s3-object.js";

/** How long Amazon may take, in milliseconds: it looks into the disk, and changes what keeps it from starting. */
const patience = 6 * 3_600_000;

/** Has Amazon make an image of the disk in the bucket. What it returns is the task's id; with it the image goes. */
export async function startImport(disk: SourceDisk, place: S3Place, importing: Importing): Promise<Acquired<string>> {
  const { aws, run } = importing;
  const ClientToken = Buffer.from(run.host.randomBytes(16)).toString("hex");
  const task = await acquireWhole(run, {
    intent: {
      kind: "aws.import-image-task",
      description: `the import of ${placeText(place)}, and its image`,
      handle: { access: aws.access, ...place },
    },
    create: async (abortSignal) => {
      const request = { ...importRequest(disk, place, importing), ClientToken };
      return (await (await aws.ec2()).importImage(request, { abortSignal })).ImportTaskId!;
    },
    destroy: async (id) => {
      run.say(`Ending the import ${id}, and deregistering what has come of it...`);
      await undoImport(aws, id, run);
    },
    undo: async () => void (await undoImports(aws, run.runId, place, run)),
  });
  run.say(`Started the import of ${placeText(place)}: ${task.value}`);
  return task;
}

function importRequest(disk: SourceDisk, { bucket, key }: S3Place, { config, run }: Importing) {
  const { license_type, role_name, boot_mode, architecture, platform, ami_encrypt, ami_kms_key } = config;
  const BootMode = boot_mode ?? (architecture === "arm64" ? "uefi" : undefined);
  return {
    Description: `packer-import ${key}`,
    DiskContainers: [{ Format: disk.format.toUpperCase(), UserBucket: { S3Bucket: bucket, S3Key: key } }],
    Architecture: architecture,
    TagSpecifications: tagSpecifications(["import-image-task"], [runTag(run)]),
    ...(BootMode && { BootMode }),
    ...(license_type && { LicenseType: license_type }),
    ...(platform && { Platform: platform === "windows" ? "Windows" : "Linux" }),
    ...(role_name && { RoleName: role_name }),
    ...(ami_encrypt && { Encrypted: true, ...(ami_kms_key && { KmsKeyId: ami_kms_key }) }),
  };
}

/** The image's id, when Amazon has made it. */
export async function waitForImport(id: string, { aws, run }: Importing): Promise<string> {
  const tell = progressOf(run);
  run.say(`Waiting for the import ${id}; it may take long`);
  const task = await aws.watch.importImageTask(id, {
    what: `the import ${id} to be completed`,
    timeout: patience,
    until: ({ Status }) => Status === "completed",
    fails: ({ Status, StatusMessage }) =>
      Status === "deleted" || Status === "deleting" ? failureOf(id, StatusMessage) : undefined,
    onProgress: tell,
  });
  if (!task.ImageId) throw withoutImage(id);
  return task.ImageId;
}

const failureOf = (id: string, message = "Amazon does not say why") =>
  `Amazon gave up the import ${id}: ${message.replace(/\.$/, "")}. What it takes is in its guide "VM Import/Export", under requirements.`;

const withoutImage = (id: string) =>
  new IngotError({ code: "AWS_STATE", source: "outside", message: `The import ${id} is completed, and has no image.` });

/** Says what Amazon is at whenever that changes. */
function progressOf(run: BuildContext): (task: ImportImageTask) => void {
  let told = "";
  return ({ StatusMessage, Progress }) => {
    const now = [StatusMessage, Progress && `${Progress} %`].filter(Boolean).join(", ");
    if (now === told || now === "") return;
    told = now;
    run.say(`The import is at: ${now}`);
  };
}
