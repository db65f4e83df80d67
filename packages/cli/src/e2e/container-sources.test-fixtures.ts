import { mkdirSync, symlinkSync } from "node:fs";
import type { Workplace } from "./ingot.test-fixtures.js";

/** A `docker` source of the image that the tests' engine has; `outcome` says what becomes of the container. */
export const dockerSource = (name: string, outcome: string) => `
source "docker" "${name}" {
  image = "ingot-test/base:latest"
  pull  = false
  ${outcome}
}
`;

/** An `oci` source of nothing but busybox and the folder of `busyboxLinks`. */
export const busyboxSource = (name: string, output: string) => `
source "oci" "${name}" {
  from   = "scratch"
  output = "${output}"

  compression_level = 1
  copy {
    programs    = ["busybox"]
    destination = "/bin/"
  }
  copy {
    source      = "links/"
    destination = "/bin/"
  }
}
`;

const programs = ["sh", "cat", "chmod", "dd", "id", "ls", "mkdir", "rm", "sleep", "test", "uname"];

/** A folder `links` with the names of busybox's programs. */
export function busyboxLinks(place: Workplace): void {
  mkdirSync(place.path("links"));
  for (const name of programs) symlinkSync("busybox", place.path(`links/${name}`));
}
