import type { ComponentLoader } from "@ingot/core";

/** Every built-in component, in one place. Each is loaded when a template uses it. */
export const builtIns: readonly ComponentLoader[] = [
  {
    kind: "builder",
    type: "amazon-ebs",
    load: async () => (await import("@ingot/builder-amazon")).amazonEbsBuilder,
  },
  {
    kind: "builder",
    type: "amazon-ebssurrogate",
    load: async () => (await import("@ingot/builder-amazon")).amazonEbssurrogateBuilder,
  },
  {
    kind: "builder",
    type: "amazon-ebsvolume",
    load: async () => (await import("@ingot/builder-amazon")).amazonEbsvolumeBuilder,
  },
  {
    kind: "builder",
    type: "amazon-instance",
    load: async () => (await import("@ingot/builder-amazon")).amazonInstanceBuilder,
  },
  { kind: "builder", type: "docker", load: async () => (await import("@ingot/builder-docker")).dockerBuilder },
  { kind: "builder", type: "file", load: async () => (await import("@ingot/builder-file")).fileBuilder },
  { kind: "builder", type: "null", load: async () => (await import("@ingot/builder-null")).nullBuilder },
  { kind: "builder", type: "oci", load: async () => (await import("@ingot/builder-oci")).ociBuilder },
  { kind: "builder", type: "qemu", load: async () => (await import("@ingot/builder-qemu")).qemuBuilder },

  {
    kind: "provisioner",
    type: "ansible",
    load: async () => (await import("@ingot/provisioner-ansible")).ansibleProvisioner,
  },
  {
    kind: "provisioner",
    type: "ansible-local",
    load: async () => (await import("@ingot/provisioner-ansible")).ansibleLocalProvisioner,
  },
  {
    kind: "provisioner",
    type: "breakpoint",
    load: async () => (await import("@ingot/provisioner-pause")).breakpointProvisioner,
  },
  { kind: "provisioner", type: "file", load: async () => (await import("@ingot/provisioner-file")).fileProvisioner },
  { kind: "provisioner", type: "shell", load: async () => (await import("@ingot/provisioner-shell")).shellProvisioner },
  {
    kind: "provisioner",
    type: "shell-local",
    load: async () => (await import("@ingot/provisioner-shell-local")).shellLocalProvisioner,
  },
  { kind: "provisioner", type: "sleep", load: async () => (await import("@ingot/provisioner-pause")).sleepProvisioner },

  {
    kind: "post-processor",
    type: "amazon-import",
    load: async () => (await import("@ingot/post-processor-amazon-import")).amazonImportPostProcessor,
  },
  {
    kind: "post-processor",
    type: "artifice",
    load: async () => (await import("@ingot/post-processor-artifice")).artificePostProcessor,
  },
  {
    kind: "post-processor",
    type: "checksum",
    load: async () => (await import("@ingot/post-processor-checksum")).checksumPostProcessor,
  },
  {
    kind: "post-processor",
    type: "compress",
    load: async () => (await import("@ingot/post-processor-compress")).compressPostProcessor,
  },
  {
    kind: "post-processor",
    type: "docker-import",
    load: async () => (await import("@ingot/post-processor-docker")).dockerImportPostProcessor,
  },
  {
    kind: "post-processor",
    type: "docker-push",
    load: async () => (await import("@ingot/post-processor-docker")).dockerPushPostProcessor,
  },
  {
    kind: "post-processor",
    type: "docker-save",
    load: async () => (await import("@ingot/post-processor-docker")).dockerSavePostProcessor,
  },
  {
    kind: "post-processor",
    type: "docker-tag",
    load: async () => (await import("@ingot/post-processor-docker")).dockerTagPostProcessor,
  },
  {
    kind: "post-processor",
    type: "manifest",
    load: async () => (await import("@ingot/post-processor-manifest")).manifestPostProcessor,
  },
  {
    kind: "post-processor",
    type: "shell-local",
    load: async () => (await import("@ingot/post-processor-shell-local")).shellLocalPostProcessor,
  },

  {
    kind: "data-source",
    type: "amazon-ami",
    load: async () => (await import("@ingot/data-source-amazon")).amazonAmiDataSource,
  },
  {
    kind: "data-source",
    type: "amazon-parameterstore",
    load: async () => (await import("@ingot/data-source-amazon")).amazonParameterstoreDataSource,
  },
  {
    kind: "data-source",
    type: "amazon-secretsmanager",
    load: async () => (await import("@ingot/data-source-amazon")).amazonSecretsmanagerDataSource,
  },
  {
    kind: "data-source",
    type: "external",
    load: async () => (await import("@ingot/data-source-external")).externalDataSource,
  },
  { kind: "data-source", type: "file", load: async () => (await import("@ingot/data-source-file")).fileDataSource },
  { kind: "data-source", type: "http", load: async () => (await import("@ingot/data-source-http")).httpDataSource },
  { kind: "data-source", type: "null", load: async () => (await import("@ingot/data-source-null")).nullDataSource },

  {
    kind: "value-store",
    type: "aws-secretsmanager",
    load: async () => (await import("@ingot/client-aws-secrets-manager")).awsSecretsManagerStore,
  },
  { kind: "value-store", type: "consul", load: async () => (await import("@ingot/client-consul")).consulStore },
  { kind: "value-store", type: "vault", load: async () => (await import("@ingot/client-vault")).vaultStore },

  {
    kind: "reaper",
    kinds: [
      "aws.image",
      "aws.instance",
      "aws.instance-profile",
      "aws.instance-volumes",
      "aws.key-pair",
      "aws.launch-template",
      "aws.s3-bundle",
      "aws.security-group",
      "aws.snapshot",
      "aws.volume",
    ],
    load: async () => (await import("@ingot/builder-amazon")).amazonReaper,
  },
  {
    kind: "reaper",
    kinds: ["aws.import-image-task", "aws.imported-image", "aws.s3-object", "aws.s3-upload"],
    load: async () => (await import("@ingot/post-processor-amazon-import")).amazonImportReaper,
  },
  {
    kind: "reaper",
    kinds: ["docker.container", "docker.image"],
    load: async () => (await import("@ingot/builder-docker")).dockerReaper,
  },
  { kind: "reaper", kinds: ["oci.rootfs"], load: async () => (await import("@ingot/builder-oci")).ociReaper },
  { kind: "reaper", kinds: ["qemu.output"], load: async () => (await import("@ingot/builder-qemu")).qemuReaper },
];
