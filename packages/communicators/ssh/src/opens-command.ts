import { IngotError, reasonOf } from "@ingot/core/plugin";
import type { Client, ClientChannel, ExecOptions } from "ssh2";
import { isRefusal } from "./session-queue.js";
import type { Opened } from "./ssh-connections.js";

/**
 * For `SshConnections.session`: opens one in which `command` runs. A command that is not confirmed to run is not tried again: when the
 * server has closed the session, nobody knows whether it has begun.
 */
export const opensCommand =
  (command: string, options: ExecOptions = {}) =>
  (client: Client, opened: Opened<ClientChannel>): void => {
    client.exec(command, options, (error, channel) =>
      opened(error && !isRefusal(error) ? notStarted(command, error) : error, channel),
    );
  };

const longestShown = 200;

const notStarted = (command: string, cause: Error) => {
  const shown = command.length > longestShown ? `${command.slice(0, longestShown)}…` : command;
  return new IngotError({
    code: "SSH_COMMAND_REFUSED",
    source: "outside",
    message: `The machine's SSH server has opened a session, but not confirmed that it runs this command: ${shown} (${reasonOf(cause)}). Perhaps it has no memory or no processes left, or does not let this user run commands.`,
    cause,
  });
};
