// npm run docs: writes docs/components.md from the schemas of the built-in components.
import { writeFile } from "node:fs/promises";
import { builtIns } from "./dist/built-ins.js";
import { componentReference } from "./dist/component-reference.js";

await writeFile(new URL("../../docs/components.md", import.meta.url), await componentReference(builtIns));
