// npm run docs: writes docs/commands.md from the help, docs/components.md from the schemas of the built-in components, and docs/functions.md from the
// table of functions and the pages in packages/hcl/reference.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { builtIns } from "./dist/built-ins.js";
import { commandList } from "./dist/command-list.js";
import { commandReference } from "./dist/command-reference.js";
import { componentReference } from "./dist/component-reference.js";
import { functionReference } from "./dist/function-reference.js";

const docs = new URL("../../docs/", import.meta.url);
const families = fileURLToPath(new URL("../hcl/reference", import.meta.url));

await writeFile(new URL("components.md", docs), await componentReference(builtIns));
await writeFile(new URL("commands.md", docs), await commandReference(commandList));
await writeFile(new URL("functions.md", docs), await functionReference(families));
