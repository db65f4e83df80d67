// Adds to package-lock.json the platform packages that its packages name and it lacks. A registry mirror may hold those of one
// platform only; npm then leaves the others out of the lockfile, and "npm ci" refuses it. Run it after "npm install".
import { readFileSync, writeFileSync } from "node:fs";

const systems = /(android|darwin|linux|win32|freebsd|openbsd|netbsd|sunos|aix|openharmony)/;
const processors = /(arm64|x64|ia32|arm|ppc64|s390x|riscv64|mips64el|loong64)/;

const file = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));

function entry(name, version, dev) {
  const os = systems.exec(name)?.[1];
  const cpu = processors.exec(name.split(os ?? " ").at(-1))?.[1];
  const libc = /musl/.test(name) ? ["musl"] : os === "linux" && /gnu/.test(name) ? ["glibc"] : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    ...(os && { os: [os] }),
  };
}

const wanted = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
  Object.entries(optionalDependencies).map(([name, version]) => ({ path, name, version, dev })),
);
for (const { path, name, version, dev } of wanted) {
  const known = [`node_modules/${name}`, `${path}/node_modules/${name}`].some((at) => at in lock.packages);
  if (!known && /^\d/.test(version)) lock.packages[`node_modules/${name}`] = entry(name, version, dev);
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
