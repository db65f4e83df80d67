import {
  type ast,
  type DecodedBody,
  type Diagnostic,
  decodeBody,
  errorAt,
  expandedContent,
  type Scope,
  type ScopedBlock,
  type Value,
  warningAt,
} from "@ingot/hcl";
import { buildArguments, buildSpec, chainSpec } from "./block-specs.js";
import { decodedPart, decodedText } from "./decoded-part.js";
import { dependenciesOf } from "./depends-on.js";
import type { BuildBlock } from "./model.js";
import type { SourceBlocks } from "./source-blocks.js";
import { findSource, type ReadSourceUse, readSourceUse, unquotedSources } from "./source-use.js";

export interface ReadBuild {
  readonly build: BuildBlock;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads one `build` block down to its components' bodies, which stay lazy. */
export function readBuild(block: ast.Block, sources: SourceBlocks, scope: Scope): ReadBuild {
  const { attributes, blocks, diagnostics } = expandedContent(block.body, buildSpec, scope, block.header);
  const { listed, settings } = readSettings(block, attributes, sources, scope);
  const ofType = (type: string) => blocks.filter((each) => each.block.type.text === type);
  const uses = [listed, ...ofType("source").map((each) => readSourceUse(each, sources))];
  const chains = readChains(blocks);
  const isWithout = diagnostics.length === 0 && uses.every(isEmpty); // else it may be what is misspelt
  const build = {
    name: decodedText(settings, "name"),
    description: decodedText(settings, "description"),
    sources: uses.flatMap((each) => each.uses),
    dependsOn: dependenciesOf(settings),
    provisioners: ofType("provisioner"),
    errorCleanup: ofType("error-cleanup-provisioner")[0],
    postProcessors: chains.chains,
    range: block.header,
  };
  return {
    build,
    diagnostics: [
      ...diagnostics,
      ...settings.diagnostics,
      ...uses.flatMap((each) => each.diagnostics),
      ...(isWithout ? [missingSource(block)] : []),
      ...chains.diagnostics,
      ...[...ofType("hcp_packer_registry"), ...ofType("from")].map((each) => withoutEffect(each.block)),
    ],
  };
}

export function withoutEffect({ type, header }: ast.Block): Diagnostic {
  const detail = `Ingot reads the block "${type.text}" and does nothing with it. Remove it if that is not what you want.`;
  return warningAt(header, "Block without effect", detail);
}

function missingSource({ header }: ast.Block): Diagnostic {
  const detail =
    'A build needs at least one source. Name it, as in sources = ["source.null.example"], or in a block: source "source.null.example" { … }.';
  return errorAt(header, "Missing source reference", detail);
}

/** It names no source, and that is not because of a mistake or of a value that is yet to come. */
const isEmpty = ({ uses, diagnostics, certain }: ReadSourceUse) =>
  certain && uses.length === 0 && diagnostics.length === 0;

interface BuildSettings {
  readonly settings: DecodedBody;
  /** What the argument `sources` names. */
  readonly listed: ReadSourceUse;
}

function readSettings(
  { body }: ast.Block,
  attributes: ReadonlyMap<string, ast.Attribute>,
  sources: SourceBlocks,
  scope: Scope,
): BuildSettings {
  const list = attributes.get("sources");
  const unquoted = list ? unquotedSources(list.expression, scope) : [];
  const items = [...attributes.values()].filter((each) => unquoted.length === 0 || each !== list);
  const settings = decodeBody({ ...body, items }, buildArguments, scope);
  const refused = { uses: [], diagnostics: unquoted, certain: false };
  return { settings, listed: unquoted.length > 0 ? refused : listedSources(settings, sources) };
}

function listedSources(settings: DecodedBody, sources: SourceBlocks): ReadSourceUse {
  const list = decodedPart(settings, "sources");
  if (list && !list.isKnown) return { uses: [], diagnostics: [], certain: false };
  const references: readonly Value[] = !list || list.isNull ? [] : (list.content as readonly Value[]);
  const found = references.flatMap((reference, at) => {
    if (!reference.isKnown) return [];
    const range = settings.rangeOf(["sources", at]);
    return [{ range, source: findSource(reference.isNull ? "null" : String(reference.content), range, sources) }];
  });
  return {
    uses: found.flatMap(({ range, source }) =>
      "block" in source ? [{ source, localName: source.name, overrides: undefined, range }] : [],
    ),
    diagnostics: found.flatMap(({ source }) => ("block" in source ? [] : source)),
    certain:
      references.every(({ isKnown }) => isKnown) && found.every(({ source }) => "block" in source || source.length > 0),
  };
}

interface Chains {
  readonly chains: readonly (readonly ScopedBlock[])[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A `post-processor` is a chain of one; `post-processors` holds a longer one. */
function readChains(blocks: readonly ScopedBlock[]): Chains {
  const read = blocks.map((scoped): { chain: readonly ScopedBlock[]; diagnostics: readonly Diagnostic[] } => {
    const block = scoped.block;
    if (block.type.text === "post-processor") return { chain: [scoped], diagnostics: [] };
    if (block.type.text !== "post-processors") return { chain: [], diagnostics: [] };
    const content = expandedContent(block.body, chainSpec, scoped.scope, block.header);
    return { chain: content.blocks, diagnostics: content.diagnostics };
  });
  return {
    chains: read.map(({ chain }) => chain).filter((chain) => chain.length > 0),
    diagnostics: read.flatMap((each) => each.diagnostics),
  };
}
