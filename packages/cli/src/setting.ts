type Environment = Readonly<Record<string, string | undefined>>;

/** The value of `INGOT_…`, or where that is not set of `PACKER_…`, by the name that both have in common. */
export const setting = (env: Environment, name: string): string | undefined =>
  env[`INGOT_${name}`] ?? env[`PACKER_${name}`];

/** Whether debug lines are asked for: any value asks for them but 0, as with Packer. */
export function wantsLog(env: Environment): boolean {
  const value = setting(env, "LOG");
  return value !== undefined && value !== "" && value !== "0";
}
