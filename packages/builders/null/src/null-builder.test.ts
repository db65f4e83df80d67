import { type CheckHost, type IngotError, isIngotError } from "@ingot/core/plugin";
import { testContext, testHost } from "@ingot/testing";
import { nullBuilder } from "./null-builder.js";

const host: CheckHost = { cwd: "/", env: {}, kindOf: (path) => (path === "/keys/id" ? "file" : undefined) };
const details = (config: object) =>
  nullBuilder.check?.(nullBuilder.config.parse(config), host).map(({ detail }) => detail);

const noUser = (field: string, protocol: string) =>
  `The machine is contacted over ${protocol}, and ${field} is missing: set it to the name of the user to log in as.`;
const noHost = (field: string) => `This builder starts no machine, so ${field} must say which one to contact.`;
const noSecret = (fields: string) => `Nothing says how to log in to the machine: set ${fields}.`;
const noWinrm =
  'This version of Ingot has no winrm communicator yet: a build fails before a machine is started. Set communicator = "none" to run local provisioners only.';
const user = noUser("ssh_username", "SSH");
const secret = noSecret("ssh_password, ssh_private_key_file or ssh_agent_auth");

describe("nullBuilder", () => {
  it.each([
    ["nothing", {}, [user, noHost("ssh_host"), secret]],
    ["a host alone", { ssh_host: "h" }, [user, secret]],
    ["all but a method", { ssh_host: "h", ssh_username: "u" }, [secret]],
    ["a password", { ssh_host: "h", ssh_username: "u", ssh_password: "p" }, []],
    ["a key", { ssh_host: "h", ssh_username: "u", ssh_private_key_file: "/keys/id" }, []],
    [
      "two methods",
      { ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_agent_auth: true },
      ["There is more than one way to log in to the machine: keep one of ssh_agent_auth, ssh_password."],
    ],
    [
      "winrm without anything",
      { communicator: "winrm" },
      [noUser("winrm_username", "WinRM"), noWinrm, noHost("winrm_host"), noSecret("winrm_password")],
    ],
    ["winrm with all", { communicator: "winrm", winrm_host: "h", winrm_username: "u", winrm_password: "p" }, [noWinrm]],
    [
      "an unknown communicator",
      { communicator: "xyz" },
      ['There is no communicator "xyz" here; there are ssh, winrm, none.'],
    ],
    ["no communicator", { communicator: "none" }, []],
  ])("checks %s: what Packer refuses is refused, each mistake once", (_name, config, expected) => {
    expect(details(config)).toEqual(expected);
  });

  it("builds nothing, with nothing", async () => {
    using real = testHost();
    await using run = testContext({ host: real });
    const machine = await nullBuilder.start(nullBuilder.config.parse({ communicator: "none" }), run);
    expect(machine.exports.ID).toBe("Null");
    expect(machine.communicator.type).toBe("none");
    expect(await machine.save(run)).toMatchObject({
      builderId: "fnoeding.null",
      id: "Null",
      files: [],
      description: "Did not export anything. This is the null builder",
    });
    expect(run.resources).toEqual([]);
  });

  it("says that there is no winrm communicator yet", async () => {
    const communicator = "winrm";
    using real = testHost();
    await using run = testContext({ host: real });
    const error = await nullBuilder
      .start(nullBuilder.config.parse({ communicator }), run)
      .catch((each: IngotError) => each);
    expect(isIngotError(error, "COMMUNICATOR_UNSUPPORTED")).toBe(true);
    expect((error as IngotError).message).toBe(
      `This version of Ingot has no ${communicator} communicator yet, so it cannot contact the machine. Set communicator = "none" to run local provisioners only.`,
    );
  });
});
