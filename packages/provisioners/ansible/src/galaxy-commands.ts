export interface GalaxyOptions {
  readonly command: string;
  /** What names the roles and collections: a path, and the text that stands there. */
  readonly file: string;
  readonly text: string;
  readonly force: boolean;
  readonly forceWithDependencies: boolean;
  readonly rolesPath: string | undefined;
  readonly collectionsPath: string | undefined;
}

/** The words of each command. A list names roles alone, as before there were collections. */
export function galaxyCommands(options: GalaxyOptions): readonly (readonly string[])[] {
  const { command, file, text } = options;
  const has = (key: string) => new RegExp(`^["']?${key}["']?\\s*:`, "m").test(text);
  const install = (kind: string, path: readonly string[]) => [
    ...[command, kind, "install", "-r", file, ...path],
    ...(options.force ? ["--force"] : []),
    ...(options.forceWithDependencies ? ["--force-with-deps"] : []),
  ];
  const collections = has("collections");
  const roles = has("roles") || !collections;
  return [
    ...(roles ? [install("role", options.rolesPath ? ["--roles-path", options.rolesPath] : [])] : []),
    ...(collections
      ? [install("collection", options.collectionsPath ? ["--collections-path", options.collectionsPath] : [])]
      : []),
  ];
}

/** Where Ansible looks by itself; a path of the user's comes before. */
const usualPaths = {
  ANSIBLE_ROLES_PATH: "~/.ansible/roles:/usr/share/ansible/roles:/etc/ansible/roles",
  ANSIBLE_COLLECTIONS_PATHS: "~/.ansible/collections:/usr/share/ansible/collections",
} as const;

type Variable = keyof typeof usualPaths;

/** So that playbooks find what was installed. `env` is what Ansible would see otherwise. */
export function galaxyEnvironment(
  paths: { readonly roles: string | undefined; readonly collections: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const before = (name: Variable, path: string | undefined) =>
    path ? { [name]: `${path}:${env[name] ?? usualPaths[name]}` } : {};
  return { ...before("ANSIBLE_ROLES_PATH", paths.roles), ...before("ANSIBLE_COLLECTIONS_PATHS", paths.collections) };
}
