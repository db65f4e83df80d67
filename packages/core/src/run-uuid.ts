/** A run's id in the form that manifests and `PACKER_RUN_UUID` have: 8-4-4-4-12 hexadecimal digits. */
export function runUuid(runId: string): string {
  return runId.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
