import { type CheckHost, type IngotError, isIngotError } from "@ingot/core/plugin";
import { testContext, testHost } from "@ingot/testing";
import { nullBuilder } from "./null-builder.js";

const host: CheckHost = { cwd: "/", env: {}, kindOf: (path) => (path === "/keys/id" ? "file" : undefined) };
const details = (config: object) =>
  nullBuilder.check?.(nullBuilder.config.parse(config), host).map(({ detail }) => detail);

const noUser = 'An ssh_username must be specified\n  Note: some builders used to default ssh_username to "root".';
const hostMissing = "a Host must be specified, please reference your communicator documentation";
const userMissing = "a Username must be specified, please reference your communicator documentation";
const methodMissing = "one authentication method must be specified, please reference your communicator documentation";
const methodsTooMany = "only one of ssh_agent_auth, ssh_password, and ssh_private_key_file must be specified";

describe("nullBuilder", () => {
  it.each([
    ["nothing", {}, [noUser, hostMissing, userMissing, methodMissing]],
    ["a host alone", { ssh_host: "h" }, [noUser, userMissing, methodMissing]],
    ["all but a method", { ssh_host: "h", ssh_username: "u" }, [methodMissing]],
    ["a password", { ssh_host: "h", ssh_username: "u", ssh_password: "p" }, []],
    ["a key", { ssh_host: "h", ssh_username: "u", ssh_private_key_file: "/keys/id" }, []],
    ["two methods", { ssh_host: "h", ssh_username: "u", ssh_password: "p", ssh_agent_auth: true }, [methodsTooMany]],
    [
      "winrm without anything",
      { communicator: "winrm" },
      ["winrm_username must be specified.", hostMissing, userMissing, methodMissing],
    ],
    ["winrm with all", { communicator: "winrm", winrm_host: "h", winrm_username: "u", winrm_password: "p" }, []],
    [
      "an unknown communicator",
      { communicator: "xyz" },
      ["Communicator type xyz is invalid", hostMissing, userMissing, methodMissing],
    ],
    ["no communicator", { communicator: "none" }, []],
  ])("checks %s as Packer does", (_name, config, expected) => {
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

  it.each(["ssh", "winrm"])("says that there is no %s communicator yet", async (communicator) => {
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
