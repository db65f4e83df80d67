import type { Host } from "@ingot/core";
import type { Diagnostic, Source } from "@ingot/hcl";

/** What the reference parser has to say, to be asked once the errors are on the screen: for them nobody waits. */
export async function syntaxDoubts(sources: readonly Source[], host: Host): Promise<readonly Diagnostic[]> {
  const [{ secondOpinion }, { processReferenceParser }] = await Promise.all([
    import("../second-opinion.js"),
    import("../process-reference-parser.js"),
  ]);
  const accepts = processReferenceParser(host);
  return accepts ? secondOpinion(sources, accepts) : [];
}
