import { environmentFields, exitCodeFields, scriptFields } from "@ingot/client-shell-script";
import { duration, lateTemplate, optionalText, textOr } from "@ingot/core/plugin";
import * as z from "zod";

export const shellConfig = z.object({
  ...scriptFields,
  ...environmentFields,
  inline_shebang: optionalText().describe(
    "What follows #! in the first line of inline scripts. Default: /bin/sh -e, or the script's own first line where that begins with #!.",
  ),
  binary: z
    .boolean()
    .default(false)
    .describe("Upload scripts as they are. Otherwise Windows line ends become Unix ones on the way."),
  env_var_format: optionalText().describe(
    "How each variable is written: two %s, for the name and for the value. Default: `%s='%s' `, in a variable file `export %s='%s'` and a line end.",
  ),
  use_env_var_file: z
    .boolean()
    .default(false)
    .describe("Hand the variables over in a file of mode 0600 that the script's shell reads first."),
  execute_command: lateTemplate(optionalText()).describe(
    "The command line that runs a script, with {{.Path}}, {{.Vars}}, {{.EnvVarFile}} and all values of build. Unless it is set, variables that you give travel in a file, not on the command line.",
  ),
  remote_folder: textOr("/tmp").describe("Directory on the machine that scripts are uploaded to."),
  remote_file: optionalText().describe("Name of the uploaded script. Default: script_ with 128 random bits."),
  remote_path: optionalText().describe("Whole path of the uploaded script, instead of folder and name."),
  skip_clean: z.boolean().default(false).describe("Leave the script on the machine."),
  expect_disconnect: z
    .boolean()
    .default(false)
    .describe("The script may cut the connection, for example by a restart; that is then a success."),
  ...exitCodeFields,
  start_retry_timeout: duration()
    .default(300_000)
    .describe("For how long to wait, and to try again, when the machine cannot be reached. Default 5m."),
  pause_after: duration().default(0).describe("Wait after the last script, for example until a restart has begun."),
});

export type ShellConfig = z.infer<typeof shellConfig>;
