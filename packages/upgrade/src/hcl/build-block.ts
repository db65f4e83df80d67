import { type ast, literalString } from "@ingot/hcl";
import { type Property, plainOf, propertiesOf } from "../json.js";
import type { LegacyComponent, LegacyTemplate } from "../legacy-template.js";
import { argumentsText, type BodyContext, bodyText, valueText } from "./body.js";
import type { ComponentFields } from "./component-fields.js";
import { hclString } from "./hcl-string.js";
import { withNewNames } from "./new-names.js";
import type { NamedSource } from "./sources.js";

interface BuildContext extends BodyContext {
  readonly sources: readonly NamedSource[];
  readonly fieldsOf: ComponentFields;
}

/** The one build of a JSON template: all its builders, then what is done with each of them. */
export function buildBlock(template: LegacyTemplate, context: BuildContext): string {
  const { description, provisioners, chains, errorCleanup } = template;
  const names = context.sources.map(({ builder, label }) => hclString([{ text: `source.${builder.type}.${label}` }]));
  const parts = [
    `${description === undefined ? "" : `description = ${hclString([{ text: description }])}\n`}sources = [${names.join(", ")}]\n`,
    ...provisioners.map((each) => provisionerBlock("provisioner", each, context)),
    ...(errorCleanup ? [provisionerBlock("error-cleanup-provisioner", errorCleanup, context)] : []),
    ...chains.map((chain) => chainBlock(chain, context)),
  ];
  return `build {\n${parts.join("\n")}}\n`;
}

function provisionerBlock(block: string, component: LegacyComponent, context: BuildContext): string {
  return stepBlock(block, "provisioner", component, context, {
    only: buildNames,
    except: buildNames,
    pause_before: duration,
    timeout: duration,
    max_retries: asItIs,
    override: overrides(component.type),
  });
}

/** A chain of one needs no block of its own. */
function chainBlock(chain: readonly LegacyComponent[], context: BuildContext): string {
  const links = chain.map((link) =>
    stepBlock("post-processor", "post-processor", link, context, {
      name: asItIs,
      only: buildNames,
      except: buildNames,
      keep_input_artifact: asItIs,
    }),
  );
  return links.length === 1 ? links[0]! : `post-processors {\n${links.join("")}}\n`;
}

type WriteOption = (value: ast.Expression, context: BuildContext) => string;

/** A provisioner or post-processor: what the engine reads of it, then what the component does. */
function stepBlock(
  block: string,
  kind: "provisioner" | "post-processor",
  { type, options }: LegacyComponent,
  context: BuildContext,
  ofEngine: Readonly<Record<string, WriteOption>>,
): string {
  return context.notes.block(() => {
    const given = Object.entries(ofEngine).flatMap(([name, write]) => {
      const option = options.get(name);
      return option ? [`${name} = ${write(option.value, context)}\n`] : [];
    });
    const rest = [...options.values()].filter(({ name }) => !Object.hasOwn(ofEngine, name));
    const body = bodyText(withNewNames(type, rest), context.fieldsOf(kind, type), context);
    return `${block} ${hclString([{ text: type }])} {\n${given.join("")}${body}}\n`;
  });
}

const asItIs: WriteOption = valueText;

/** A number without a unit is nanoseconds in JSON, and nothing in HCL. */
function duration(value: ast.Expression, context: BuildContext): string {
  const plain = plainOf(value);
  return typeof plain === "number" ? `"${plain}ns"` : valueText(value, context);
}

/** JSON names builds, HCL sources: "web" becomes "null.web". */
function buildNames(value: ast.Expression, context: BuildContext): string {
  const names = value.kind === "tuple" ? value.items : [value];
  return `[${names.map((name) => buildName(name, context)).join(", ")}]`;
}

function buildName(value: ast.Expression, { sources, notes }: BuildContext): string {
  const name = literalString(value) ?? String(plainOf(value));
  const source = sources.find((each) => each.name === name);
  if (source) return hclString([{ text: `${source.builder.type}.${source.label}` }]);
  notes.warn(value.range, "Unknown build", `No builder of this template is called "${name}".`);
  return hclString([{ text: name }]);
}

/** For each build, options of the provisioner. */
const overrides =
  (type: string): WriteOption =>
  (value, context) => {
    const fields = context.fieldsOf("provisioner", type);
    const lines = propertiesOf(value).map((property) => {
      const options = withNewNames(type, propertiesOf(property.value));
      return `${overrideKey(property, context)} = {\n${argumentsText(options, fields, context)}}\n`;
    });
    return `{\n${lines.join("")}}`;
  };

function overrideKey({ name, range }: Property, { sources, notes }: BuildContext): string {
  const source = sources.find((each) => each.name === name);
  if (!source) notes.warn(range, "Unknown build", `No builder of this template is called "${name}".`);
  return hclString([{ text: source?.label ?? name }]);
}
