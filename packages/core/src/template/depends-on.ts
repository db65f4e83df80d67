import { type AttributeSpec, type DecodedBody, listType, type SourceRange, stringType, type Value } from "@ingot/hcl";
import { decodedPart } from "./decoded-part.js";

/** A build, or all builds of a block, that must be done first: what one text of a `depends_on` says. */
export interface Dependency {
  /** A build's full name, or the name of a build block. */
  readonly name: string;
  readonly range: SourceRange;
}

/** `depends_on` as sources, builds, and sources within builds have it. */
export const dependsOnArgument: AttributeSpec = { type: listType(stringType), required: false };

/** What is null or not known names nothing. */
export function dependenciesOf(body: DecodedBody): readonly Dependency[] {
  const list = decodedPart(body, "depends_on");
  const names: readonly Value[] = list?.isKnown && !list.isNull ? (list.content as readonly Value[]) : [];
  return names.flatMap((name, at) =>
    name.isKnown && !name.isNull ? [{ name: String(name.content), range: body.rangeOf(["depends_on", at]) }] : [],
  );
}
