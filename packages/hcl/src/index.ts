export { conceal, type FindSecrets, replacement, type Span } from "./concealed-text.js";
export { type Diagnostic, errorAt, hasErrors, type NamedValue, warningAt, withValues } from "./diagnostic.js";
export { visible } from "./display-width.js";
export { quoted, writtenKey } from "./edit/quoted-text.js";
export { evaluate } from "./evaluate/evaluate.js";
export { createReadings, type Reading, type Readings, type ReadingsOptions } from "./evaluate/readings.js";
export {
  type Evaluated,
  emptyScope,
  FunctionError,
  type FunctionTable,
  type HclFunction,
  type LazyCall,
  type LazyFunction,
  type LazyObject,
  type Members,
  type Parameter,
  type Scope,
} from "./evaluate/scope.js";
export { envFunction } from "./functions/env.js";
export { formatText } from "./functions/format-text.js";
export type { FunctionHost } from "./functions/function-host.js";
export { formatGoLayout } from "./functions/go-layout.js";
export type { RemoteSystem, RemoteValues } from "./functions/remote-values.js";
export { standardFunctions } from "./functions/standard-functions.js";
export { strftime } from "./functions/strftime.js";
export { type TimePoint, timePointOf } from "./functions/time-point.js";
export { lastAtOrBefore } from "./last-at-or-before.js";
export { isError, reasonOf } from "./reason.js";
export { type RenderOptions, renderDiagnostic } from "./render-diagnostic.js";
export {
  type BodyContent,
  bodyContent,
  type PartialContent,
  partialContent,
} from "./schema/body-content.js";
export type { Path } from "./schema/body-location.js";
export type { AttributeSpec, BlockSpec, BodySpec } from "./schema/body-spec.js";
export type { ContentBlockSpec, ContentSpec } from "./schema/content-spec.js";
export { type DecodedBody, decodeBody } from "./schema/decode-body.js";
export { distinctDiagnostics } from "./schema/distinct-diagnostics.js";
export { expandedContent } from "./schema/expanded-content.js";
export { argumentItems } from "./schema/json-blocks.js";
export { placeOf } from "./schema/place.js";
export type { BodyInput, ScopedBlock } from "./schema/scoped-block.js";
export { type Position, Source, type SourceRange } from "./source.js";
export { suggest } from "./suggestion.js";
export type * as ast from "./syntax/ast.js";
export { format } from "./syntax/format.js";
export { isIdentifier } from "./syntax/identifier.js";
export { offsetInJson } from "./syntax/json-string.js";
export { parseJson } from "./syntax/json-syntax.js";
export { literalString } from "./syntax/literal-string.js";
export { parse, parseExpression, parseTemplate } from "./syntax/parser.js";
export { type Reference, references } from "./syntax/references.js";
export { isUnfinished } from "./syntax/unfinished.js";
export { children, walk } from "./syntax/walk.js";
export { ConversionError, pathText } from "./value/conversion-error.js";
export { convert } from "./value/convert.js";
export { typeText } from "./value/describe.js";
export { equals } from "./value/equality.js";
export { toJsonText } from "./value/json-text.js";
export { marksWithin, sensitiveStrings } from "./value/marks.js";
export { formatNumber, type NumberContent, parseNumber } from "./value/numbers.js";
export { fromPlain, toPlain } from "./value/plain.js";
export { set } from "./value/sets.js";
export {
  boolType,
  dynamicType,
  listType,
  mapType,
  numberType,
  type ObjectType,
  objectType,
  setType,
  stringType,
  type Type,
  tupleType,
  typeEquals,
} from "./value/type.js";
export { applyDefaults, type ParsedType, parseType, type TypeDefaults } from "./value/type-expression.js";
export { unify } from "./value/unify.js";
export {
  bool,
  type Content,
  list,
  type Mark,
  map,
  number,
  object,
  string,
  tuple,
  Value,
} from "./value/value.js";
export { isWhollyKnown } from "./value/walk.js";
export type { ValidationRule, VariableDeclaration } from "./variables/declaration.js";
export { type Declarations, readVariableDeclarations } from "./variables/read-declarations.js";
export { type ResolvedVariables, resolveVariables, type VariableInputs } from "./variables/resolve-variables.js";
