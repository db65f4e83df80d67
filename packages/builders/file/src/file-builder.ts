import { noneCommunicator } from "@ingot/communicator-none";
import { artifactOfFiles, type ConfigIssue, defineBuilder, type Machine, optionalText } from "@ingot/core/plugin";
import * as z from "zod";
import { createTarget } from "./target-file.js";

const config = z.object({
  target: z.string().describe("The file to make. Folders above it are made as well."),
  content: optionalText().describe("What to write into it. Not together with source."),
  source: optionalText().describe("A file to copy. Not together with content."),
});

type FileConfig = z.infer<typeof config>;

/** An artifact that is one file, written before the provisioners run. */
export const fileBuilder = defineBuilder({
  type: "file",
  description: "Makes one file, by writing its content or by copying it.",
  config,
  exports: [],
  check,
  start: async ({ target, content = "", source }, run): Promise<Machine> => {
    const from = source ? { path: source } : { content };
    const file = await createTarget(target, from, run);
    return {
      communicator: noneCommunicator(),
      exports: { ID: "File", ConnType: "none" },
      save: async () => {
        await file.keep();
        const parts = { builderId: "packer.file", id: "File", files: [target], description: `Stored file: ${target}` };
        return artifactOfFiles(run.host.resolve, parts);
      },
    };
  },
});

function check({ target, content, source }: FileConfig): ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  if (!target) issues.push(emptyTarget);
  if (source && content) issues.push(twoOrigins);
  if (!source && !content) issues.push(nothingToWrite);
  return issues;
}

const emptyTarget: ConfigIssue = {
  path: ["target"],
  summary: "Empty path",
  detail: "The target is empty. Give the path of the file to make.",
};

const twoOrigins: ConfigIssue = {
  path: ["source"],
  summary: "Conflicting arguments",
  detail: "Both source and content say what the file holds. Remove one of them.",
};

const nothingToWrite: ConfigIssue = {
  path: [],
  severity: "warning",
  summary: "Nothing to write",
  detail: "Neither source nor content says what the file holds, so it will be empty.",
};
