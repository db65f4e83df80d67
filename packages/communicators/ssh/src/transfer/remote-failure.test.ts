import { downloadOf, remoteFailure, uploadTo } from "./remote-failure.js";

test.each([
  ["/bin/sh: 13: eval: cannot create /etc/f: Permission denied", "cannot create /etc/f: Permission denied."],
  ["/bin/sh: line 1: /f: Is a directory", "/f: Is a directory."],
  [
    "tar: d: Cannot mkdir: No\n tar: d/a: No\ntar: d: Cannot mkdir: No\n\ntar: Exiting.",
    "tar: d: Cannot mkdir: No; tar: d/a: No; tar: Exiting.",
  ],
])("what the machine says is told once, without the name of our shell: %j", (said, told) => {
  expect(remoteFailure(uploadTo("/f"), { exitCode: 2, said }).message).toBe(
    `Cannot upload to /f. The machine said: ${told}`,
  );
});

test("what ends without a word is told by its status", () => {
  expect(remoteFailure(downloadOf("/f"), { exitCode: 137, said: "" }).message).toBe(
    "Cannot download /f from the machine: the machine's program ended with status 137.",
  );
});
