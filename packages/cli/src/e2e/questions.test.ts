import { requires } from "@ingot/testing";
import { workplace } from "./ingot.test-fixtures.js";
import { ingotOnTerminal, keys } from "./pseudo-terminal.test-fixtures.js";

const failing = `source "null" "x" {
  communicator = "none"
}
build {
  sources = ["source.null.x"]
  provisioner "shell-local" {
    inline = ["exit 3"]
  }
}
`;

requires("python3", "python3")("a question on a terminal", () => {
  test("-on-error=ask waits for an answer", async () => {
    using place = workplace({ "a.pkr.hcl": failing });
    using terminal = ingotOnTerminal(place, "build", "-on-error=ask", "a.pkr.hcl");
    await terminal.shows("[c]");
    await terminal.shows("? ");
    terminal.type(`c${keys.enter}`);
    expect(await terminal.code).toBe(1);
  });
});
