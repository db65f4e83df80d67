import { parsePlatform } from "@ingot/client-oci-image";
import { blocks } from "@ingot/core/plugin";
import * as z from "zod";

const absolutePath = (what: string) =>
  z.string().refine((path) => path.startsWith("/"), {
    message: `${what} must be an absolute path in the image: it must begin with "/".`,
  });

const octalMode = z.string().regex(/^0?[0-7]{3,4}$/, { message: 'A mode is written in octal digits, as in "0755".' });

const owner = z
  .string()
  .regex(/^\d{1,9}(:\d{1,9})?$/, { message: 'An owner is written in numbers, as in "1000" or "1000:1000".' });

const copySchema = z.object({
  source: z
    .string()
    .optional()
    .describe(
      "A file or directory of this machine. Of a directory with a trailing `/` the contents are copied, without it the directory itself.",
    ),
  sources: z.array(z.string()).default([]).describe("More of the same, copied after `source`."),
  programs: z
    .array(z.string())
    .default([])
    .describe(
      "Names of programs of this machine, looked up on the PATH and copied with the shared libraries that they need.",
    ),
  destination: absolutePath("The destination").describe(
    "Where it goes; a trailing `/` means into that directory. Missing directories are made.",
  ),
  mode: octalMode
    .optional()
    .describe('Permission bits of the copied files, in octal ("0755"). Default: those of the files.'),
  owner: owner.optional().describe('Who is to own what is copied: "UID" or "UID:GID", in numbers. Default: root.'),
  with_libraries: z
    .boolean()
    .default(false)
    .describe("Copy the shared libraries and the loader that the copied programs need too."),
});

const mountSchema = z.object({
  source: z.string().describe("A file or directory of this machine."),
  destination: absolutePath("The destination").describe("Where commands see it. It is never part of the image."),
  read_only: z.boolean().default(true).describe("Commands may not write to it."),
});

export const ociConfigSchema = z.object({
  from: z
    .string()
    .describe(
      "What the image begins with: `scratch`, or the path of an OCI layout, an OCI archive or a `docker save` archive, with `:TAG` where it holds several images. Registries are not contacted.",
    ),
  output: z
    .string()
    .describe(
      'The image to write: an archive that `docker load`, `podman load` and `skopeo` accept, or a directory with `format = "layout"`.',
    ),
  format: z
    .enum(["archive", "layout"])
    .default("archive")
    .describe("`archive`: one file; `layout`: an OCI image layout in a directory."),
  name: z
    .string()
    .regex(/^[a-z0-9]+(?:[._:/-]+[a-z0-9]+)*$/, {
      message: "An image name has lower-case letters, digits and . _ - / only.",
    })
    .optional()
    .describe("The image's name, without a tag. Default: none."),
  tag: z
    .string()
    .regex(/^\w[\w.-]{0,127}$/, { message: "A tag has letters, digits and . _ - only, 128 at most." })
    .default("latest")
    .describe("The image's tag; it needs `name`."),
  platform: z
    .string()
    .refine((text) => parsePlatform(text) !== undefined, {
      message: 'A platform is written as in "linux/amd64" or "linux/arm/v7".',
    })
    .optional()
    .describe(
      "Which image of a multi-platform base, and what a `scratch` image says of itself. Default: this machine's.",
    ),
  entrypoint: z.array(z.string()).optional().describe("What the image runs. Setting it drops the base's `cmd`."),
  cmd: z
    .array(z.string())
    .optional()
    .describe("Default arguments of the entrypoint, or what the image runs without one."),
  env: z
    .record(z.string().regex(/^[^=\0]+$/, { message: "A variable's name may not be empty or have a =." }), z.string())
    .optional()
    .describe("Environment variables, added to the base's; the build's commands have them too."),
  workdir: absolutePath("workdir")
    .optional()
    .describe("The directory in which the image starts; the build's commands start there too where it exists."),
  user: z.string().optional().describe("As whom the image runs. The build's commands are run by root."),
  labels: z.record(z.string(), z.string()).optional().describe("Labels, added to the base's."),
  expose: z
    .array(
      z
        .string()
        .regex(/^\d{1,5}(-\d{1,5})?(\/(tcp|udp|sctp))?$/, { message: 'A port is written as in "80" or "53/udp".' }),
    )
    .optional()
    .describe('Ports that the image serves: "80", "53/udp".'),
  volumes: z
    .array(absolutePath("A volume"))
    .optional()
    .describe("Directories that hold data of the running container."),
  stop_signal: z.string().optional().describe("What ends the image's program: `SIGQUIT`, `9`."),
  author: z.string().optional().describe("Who made the image."),
  network: z
    .enum(["host", "none"])
    .default("host")
    .describe("`host`: commands use this machine's network; `none`: they have none."),
  source_date_epoch: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe(
      "Seconds since 1970: the time of every file in the new layer and of the image. Default: `SOURCE_DATE_EPOCH` of the environment, or 0.",
    ),
  compression_level: z
    .number()
    .int()
    .min(1)
    .max(9)
    .default(4)
    .describe("Of the new layer's gzip: 1 is fastest, 9 smallest."),
  copy: blocks(copySchema).describe(
    "Files and programs of this machine, copied in before provisioning, in the order written.",
  ),
  mount: blocks(mountSchema).describe("Files and directories of this machine that commands see during the build only."),
});

/** What other builds can ask of the image. */
export const ociArtifact = z.object({
  path: z.string().describe("The archive or the directory that holds the image: what another image's `from` takes."),
  ImageDigest: z.string().describe("The digest of the manifest, as `id` is."),
  ConfigDigest: z.string().describe("The digest of the config."),
  SourceImageDigest: z.string().describe("The digest of the image that it was made from."),
  Name: z.string().describe("Its name and tag, where the template gives a name."),
  Format: z.string().describe("`archive` or `layout`."),
});

export type OciConfig = z.infer<typeof ociConfigSchema>;
export type CopyConfig = z.infer<typeof copySchema>;
export type MountConfig = z.infer<typeof mountSchema>;
