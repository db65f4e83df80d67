/** What `{{ }}` in `boot_command` and `qemuargs` may name. */
export const templateNames = [
  "HTTPIP",
  "HTTPPort",
  "HTTPDir",
  "OutputDir",
  "Name",
  "SSHHostPort",
  "SSHPublicKey",
] as const;
