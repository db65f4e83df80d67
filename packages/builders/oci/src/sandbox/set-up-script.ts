import type { HostTools } from "./host-tools.js";

/** A bind mount: `target` is in the image's root, absolute there, and holds no links. */
export interface SandboxMount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface SetUp {
  readonly tools: HostTools;
  /** The image's root file system. */
  readonly root: string;
  /** A directory with what `/dev` is to hold. */
  readonly devices: string;
  /** Where the script says how far it came, and how the command ended. */
  readonly statusFile: string;
  readonly mounts: readonly SandboxMount[];
  /** Where the command starts; the root where there is no such directory. */
  readonly workingDirectory: string;
}

export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export const deviceNames = ["null", "zero", "full", "random", "urandom", "tty"] as const;

/** Of `/proc`, what speaks of the whole machine may be read only: to root of this machine it would obey. */
const machineWide = ["sys", "irq", "bus", "fs", "acpi", "scsi"];
const triggers = ["sysrq-trigger", "kcore", "timer_list"];

/**
 * What the sandbox's first process does. It waits until its users are mapped; mounts; makes the image its root and drops
 * the old one, so that nothing of this machine can be named any more; then reads the environment and the command from
 * its standard input, where no other user sees them, and runs the command. The umask is fixed: files that a command makes
 * must not depend on who builds.
 */
export function setUpScript(setUp: SetUp): string {
  const { tools, statusFile, workingDirectory } = setUp;
  return `exec 3>${quote(statusFile)} 4>&2 2>&3
set -e
read_text() {
  IFS= read -r left
  text=
  while [ "$left" -gt 0 ]; do
    IFS= read -r line
    text="$text$line
"
    left=$((left - 1))
  done
}
echo ready
IFS= read -r go
[ "$go" = go ]
${mountLines(setUp).join("\n")}
cd ${quote(setUp.root)}
${quote(tools.pivotRoot)} . dev/shm
cd /
${umountLine(tools)}
read_text
eval "$text"
read_text
cd ${quote(workingDirectory)} 2>/dev/null || cd /
unset OLDPWD
umask 022
echo started >&3
set +e
INGOT_COMMAND=$text /bin/sh -c 'eval "unset INGOT_COMMAND
$INGOT_COMMAND"' 2>&4 3>&- 4>&-
echo "exit $?" >&3
`;
}

function mountLines({ tools, root, devices, mounts }: SetUp): string[] {
  const mount = quote(tools.mount);
  const inside = (path: string) => quote(`${root}${path}`);
  const bind = (source: string, path: string) => `${mount} --rbind ${quote(source)} ${inside(path)}`;
  const lines = [
    bind(root, ""),
    bind(devices, "/dev"),
    ...deviceNames.map((name) => bind(`/dev/${name}`, `/dev/${name}`)),
    `${mount} -t devpts -o newinstance,ptmxmode=0666,mode=0620,nosuid,noexec devpts ${inside("/dev/pts")}`,
    `${mount} -t proc -o nosuid,nodev,noexec proc ${inside("/proc")}`,
    `${quote(tools.sh)} -c 'echo ingot >/proc/sys/kernel/hostname' 2>/dev/null || :`, // only root of this machine may
  ];
  for (const name of machineWide) {
    const path = inside(`/proc/${name}`);
    lines.push(`if [ -d ${path} ]; then ${mount} --bind ${path} ${path}; ${readOnly(mount, path)}; fi`);
  }
  for (const name of triggers)
    lines.push(`if [ -e ${inside(`/proc/${name}`)} ]; then ${bind("/dev/null", `/proc/${name}`)}; fi`);
  for (const { source, target, readOnly: isReadOnly } of mounts) {
    lines.push(bind(source, target));
    if (isReadOnly) lines.push(readOnly(mount, inside(target)));
  }
  return lines;
}

/** A mount from outside keeps flags that may not be taken from it, and which of them it has only trying tells. */
const readOnly = (mount: string, path: string): string =>
  ["ro", "ro,nosuid", "ro,nodev", "ro,nosuid,nodev", "ro,nosuid,nodev,noexec"]
    .map((flags, at, { length }) => `${mount} -o remount,bind,${flags} ${path}${at < length - 1 ? " 2>/dev/null" : ""}`)
    .join(" || ");

/** In the new root there may be neither this program nor its libraries, so all are named where the old root is now. */
function umountLine({ umount: { program, loader, libraries } }: HostTools): string {
  const old = (path: string) => quote(`/dev/shm${path}`);
  const load = loader ? `${old(loader)} --library-path ${old(libraries)} ` : "";
  return `${load}${old(program)} -l /dev/shm`;
}
