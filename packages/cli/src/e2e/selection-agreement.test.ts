import { requires } from "@ingot/testing";
import { agree, byIngot, byPacker } from "./agreement.test-fixtures.js";

jest.setTimeout(60_000); // packer is as quick as the machine

const withPacker = requires("packer", "packer");

const selecting = `
source "null" "one" { communicator = "none" }
source "null" "two" { communicator = "none" }
source "file" "one" {
  content = "c"
  target  = "target"
}
build {
  name    = "web"
  sources = ["source.null.one", "source.null.two"]
  source "source.file.one" { name = "local" }
  post-processor "shell-local" {
    name   = "first"
    inline = ["touch first-\${source.type}-\${source.name}"]
  }
  post-processors {
    post-processor "shell-local" {
      name   = "second"
      inline = ["touch second-\${source.type}-\${source.name}"]
    }
    post-processor "shell-local" {
      only   = ["null.one", "null.two"]
      inline = ["touch unnamed-\${source.type}-\${source.name}"]
    }
  }
}
build {
  sources = ["source.null.one", "source.null.two"]
  provisioner "shell-local" { inline = ["touch plain-\${source.type}-\${source.name}"] }
}
`;

/** Where nothing is left to build, Packer 1.6.6 is content; later ones and we are not. */
const leavesNothing = [
  ["-only=one"],
  ["-only=web.file.one"],
  ["-only=file.local"],
  ["-only=nothing"],
  ["-only="],
  ["-only=WEB.*"],
  ["-only=!web.*"],
  ["-only=web.null."],
  ["-only= web.null.one"],
  ["-only=null.one", "-except=null.one"],
  ["-except=*"],
];

withPacker("-only and -except choose what packer's do", () => {
  test.concurrent.each<string[][]>([
    [[]],
    [["-only=web.null.one"]],
    [["-only=null.one"]],
    [["-only=*one"]],
    [["-only=*.one"]],
    [["-only=web.*"]],
    [["-only=null.*"]],
    [["-only=*null*"]],
    [["-only=*.file.*"]],
    [["-only=web.file.local"]],
    [["-only=**"]],
    [["-only=?ull.one"]],
    [["-only=[nw]*"]],
    [["-only=[!w]*"]],
    [["-only=web.null.[a-z]*"]],
    [["-only=w?b.**.one"]],
    [["-only=web.{null}.one"]],
    [["-only=web.null.one,null.two"]],
    [["-only=web.null.one", "-only=null.two"]],
    [["-only=null.one,nothing"]],
    [["-only=web.null.one,"]],
    [["-except=web.null.one"]],
    [["-except=null.*"]],
    [["-except=web.*"]],
    [["-except=first"]],
    [["-except=second"]],
    [["-except=web.null.one,shell-local"]],
    [["-except=shell-local"]],
    [["-except=sec*"]],
    [["-except=first", "-except=second"]],
    [["-except=nothing"]],
    [["-except="]],
    [["-only=*null*", "-except=*two"]],
    [["-only=web.*", "-except=second"]],
  ])("%j", async (flags) => {
    const args = ["build", "-parallel-builds=1", ...flags, "a.pkr.hcl"];
    expect((await agree({ files: { "a.pkr.hcl": selecting }, args })).ok).toBe(true);
  });

  test.concurrent.each(leavesNothing.map((flags) => [flags]))("%j leaves nothing", async (flags) => {
    const setting = { files: { "a.pkr.hcl": selecting }, args: ["build", ...flags, "a.pkr.hcl"] };
    const [packer, ingot] = await Promise.all([byPacker(setting), byIngot(setting)]);
    expect(Object.keys(packer.files)).toEqual(["a.pkr.hcl"]);
    expect({ ok: ingot.ok, files: Object.keys(ingot.files) }).toEqual({ ok: false, files: ["a.pkr.hcl"] });
  });
});

/** Names of builds with dots, post-processors in chains with and without names, and one source in three builds. */
const dotted = `
source "null" "a" { communicator = "none" }
source "null" "a-b" { communicator = "none" }
build {
  name    = "x.y"
  sources = ["null.a", "null.a-b"]
  provisioner "shell-local" { inline = ["touch x.y-\${source.name}"] }
  post-processors {
    post-processor "shell-local" {
      name   = "one"
      inline = ["touch one-\${source.name}"]
    }
    post-processor "shell-local" {
      name   = "two"
      inline = ["touch two-\${source.name}"]
    }
    post-processor "manifest" { output = "manifest.json" }
  }
  post-processor "shell-local" { inline = ["touch unnamed-\${source.name}"] }
}
build {
  name = "z"
  source "null.a" { name = "c" }
  provisioner "shell-local" { inline = ["touch z-\${source.name}"] }
}
`;

withPacker("-only and -except of names with dots and of chains choose what packer's do", () => {
  test.concurrent.each<string[][]>([
    [[]],
    [["-only=x.y.null.a"]],
    [["-only=x.y.*"]],
    [["-only=x.*"]],
    [["-only=*.y.*"]],
    [["-only=*.a"]],
    [["-only=*a-?"]],
    [["-only=*.a-[a-c]"]],
    [["-only=z.null.c"]],
    [["-only=z.*,x.y.null.a-b"]],
    [["-only=*", "-only=z.null.c"]],
    [["-only=*.c", "-except=x.*"]],
    [["-except=x.y.null.a"]],
    [["-except=*.a*"]],
    [["-except=z.null.c,one"]],
    [["-except=two"]],
    [["-except=manifest"]],
    [["-except=shell-local"]],
    [["-except=shell-local", "-except=manifest"]],
    [["-except=t?o"]],
    [["-except=[a-n]*"]],
    [["-except=x.y"]],
    [["-except=one.two"]],
    [["-only=x.y.null.a", "-except=one,shell-local"]],
  ])("%j", async (flags) => {
    await agree({ files: { "a.pkr.hcl": dotted }, args: ["build", "-parallel-builds=1", ...flags, "a.pkr.hcl"] });
  });
});
