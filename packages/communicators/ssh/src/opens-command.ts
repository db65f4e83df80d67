import { IngotError, reasonOf } from "@ingot/core/plugin";
import type { Client, ClientChannel, ExecOptions } from "ssh2";
import { isRefusal, type Opened } from "./session-queue.js";

/**
 * For `SshConnections.session`: opens one in which `command` runs. A command that is not confirmed to run is not tried again: when the
 * server has closed the session, nobody knows whether it has begun. Only of one that the server was not even asked to run, because it
 * forwards no agent, is it certain: SSH_AGENT_REFUSED.
 */
export const opensCommand =
  (command: string, options: ExecOptions & { readonly agentForward?: boolean } = {}) =>
  (client: Client, opened: Opened<ClientChannel>): void => {
    client.exec(command, options, (error, channel) => {
      if (!error || isRefusal(error)) return opened(error, channel);
      const isAgentRefused = options.agentForward === true && !isAgentForwarded(client);
      opened(isAgentRefused ? agentRefused(error) : notStarted(command, error), channel);
    });
  };

/** ssh2 notes it when it asks, and takes it back when the server says no. */
const isAgentForwarded = (client: Client) =>
  (client as unknown as { readonly _agentFwdEnabled: boolean })._agentFwdEnabled;

const agentRefused = (cause: Error) =>
  new IngotError({
    code: "SSH_AGENT_REFUSED",
    source: "outside",
    message: `The machine's SSH server does not forward the agent: ${reasonOf(cause)}.`,
    cause,
  });

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
