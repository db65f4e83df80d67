import { requires } from "@ingot/testing";
import { byIngot, byPacker, type Setting } from "./agreement.test-fixtures.js";

jest.setTimeout(60_000); // packer is as quick as the machine

const template = `source "file" "good" {
  content = "x"
  target  = "a,b.txt"
}
source "null" "bad" {
  communicator = "none"
}
source "null" "n" {
  communicator = "none"
}
build {
  sources = ["file.good", "null.bad", "null.n"]
  provisioner "shell-local" {
    inline = ["echo one, two"]
  }
  provisioner "shell-local" {
    only   = ["null.bad"]
    inline = ["exit 3"]
  }
}
`;

const setting: Setting = { files: { "a.pkr.hcl": template }, args: ["build", "-machine-readable", "a.pkr.hcl"] };

const uiKinds = ["say", "message", "error"];

/** Without times, by target: builds end in any order. Of lines for people only their kinds. 1.6.6 forgot a space. */
function rowsOf(said: string): { readonly facts: readonly string[]; readonly kinds: readonly string[] } {
  const rows = said
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  expect(rows.filter(([time]) => !/^\d{10}$/.test(time!))).toEqual([]);
  const facts = rows.filter(([, , type]) => type !== "ui").map((row) => row.slice(1).join(",").replace("3.A", "3. A"));
  const kinds = rows.filter(([, target, type]) => type === "ui" && target === "").map(([, , , kind]) => kind!);
  const byTarget = facts.map((fact, at) => ({ fact, at, target: fact.split(",")[0]! }));
  byTarget.sort((a, b) => a.target.localeCompare(b.target) || a.at - b.at);
  return { facts: byTarget.map(({ fact }) => fact), kinds: uiKinds.filter((kind) => kinds.includes(kind)) };
}

requires("packer", "Debian's packer")("rows for programs", () => {
  test("of artifacts, errors and their numbers are packer's", async () => {
    const [packer, ingot] = await Promise.all([byPacker(setting), byIngot(setting)]);
    const rows = rowsOf(ingot.said);
    expect(rows).toEqual(rowsOf(packer.said));
    expect(rows.facts).toEqual([
      ",error-count,1",
      "file.good,artifact-count,1",
      "file.good,artifact,0,builder-id,packer.file",
      "file.good,artifact,0,id,File",
      "file.good,artifact,0,string,Stored file: a%!(PACKER_COMMA)b.txt",
      "file.good,artifact,0,files-count,1",
      "file.good,artifact,0,file,0,a%!(PACKER_COMMA)b.txt",
      "file.good,artifact,0,end",
      "null.bad,error,Script exited with non-zero exit status: 3. Allowed exit codes are: [0]",
      "null.n,artifact-count,1",
      "null.n,artifact,0,builder-id,fnoeding.null",
      "null.n,artifact,0,id,Null",
      "null.n,artifact,0,string,Did not export anything. This is the null builder",
      "null.n,artifact,0,files-count,0",
      "null.n,artifact,0,end",
    ]);
  });
});
