import type { Origin, SourceRange } from "../source.js";
import type { Value } from "../value/value.js";
import type {
  BinaryOperator,
  Expression,
  Name,
  ObjectItem,
  ObjectKey,
  Template,
  TemplatePart,
  TemplateText,
} from "./ast.js";
import type { CheckedText } from "./checked-text.js";
import type { Cursor } from "./cursor.js";

/**
 * The nodes that files are full of, as classes: a tree of these has half as many objects for the garbage collector as one
 * of literals that hold their ranges, and that is most of a parser's time. Fields are only declared, never initialised
 * twice. What is rare is a literal of its type.
 */
abstract class LocatedNode {
  declare readonly origin: Origin;
  declare readonly start: number;
  declare readonly end: number;

  constructor(origin: Origin, start: number, end: number) {
    this.origin = origin;
    this.start = start;
    this.end = end;
  }

  get range(): SourceRange {
    return this.origin.range(this.start, this.end);
  }
}

export class NameNode extends LocatedNode {
  declare readonly kind: "name";
  declare readonly text: string;

  constructor(cursor: Cursor, start: number, text: string) {
    super(cursor.origin, start, cursor.end);
    this.kind = "name";
    this.text = text;
  }
}

/** Argument names, and attributes' names below, are no objects of their own until somebody asks for them; a value is no tree. */
export class AttributeNode extends LocatedNode {
  declare readonly kind: "attribute";
  declare readonly nameText: string;
  declare readonly nameEnd: number;
  readonly #checked: CheckedText;
  readonly #valueStart: number;
  #expression: Expression | undefined;

  constructor(checked: CheckedText, start: number, nameText: string, nameEnd: number, valueStart: number, end: number) {
    super(checked.source, start, end);
    this.kind = "attribute";
    this.nameText = nameText;
    this.nameEnd = nameEnd;
    this.#checked = checked;
    this.#valueStart = valueStart;
  }

  /** The same tree, whenever it is asked for. */
  get expression(): Expression {
    this.#expression ??= this.#checked.expressionAt(this.#valueStart);
    return this.#expression;
  }

  get name(): Name {
    return { kind: "name", text: this.nameText, range: this.origin.range(this.start, this.nameEnd) };
  }
}

export class LabelNode extends LocatedNode {
  declare readonly kind: "label";
  declare readonly text: string;

  constructor(cursor: Cursor, start: number, text: string) {
    super(cursor.origin, start, cursor.end);
    this.kind = "label";
    this.text = text;
  }
}

export class LiteralNode extends LocatedNode {
  declare readonly kind: "literal";
  declare readonly value: Value;

  constructor(cursor: Cursor, start: number, value: Value) {
    super(cursor.origin, start, cursor.end);
    this.kind = "literal";
    this.value = value;
  }
}

export class TemplateNode extends LocatedNode {
  declare readonly kind: "template";
  declare readonly form: Template["form"];
  declare readonly parts: readonly TemplatePart[];

  constructor(cursor: Cursor, start: number, end: number, form: Template["form"], parts: readonly TemplatePart[]) {
    super(cursor.origin, start, end);
    this.kind = "template";
    this.form = form;
    this.parts = parts;
  }
}

/** A quoted string that is its source word for word, the most frequent value of all: it makes its one part when asked. */
export class PlainStringNode extends LocatedNode {
  declare readonly kind: "template";

  constructor(cursor: Cursor, start: number) {
    super(cursor.origin, start, cursor.end);
    this.kind = "template";
  }

  get form(): "quoted" {
    return "quoted";
  }

  get parts(): readonly [TemplateText] {
    const { origin, start, end } = this;
    return [{ kind: "text", text: origin.text.slice(start + 1, end - 1), range: origin.range(start + 1, end - 1) }];
  }
}

export class TextNode extends LocatedNode {
  declare readonly kind: "text";
  declare readonly text: string;

  constructor(cursor: Cursor, start: number, end: number, text: string) {
    super(cursor.origin, start, end);
    this.kind = "text";
    this.text = text;
  }
}

export class InterpolationNode extends LocatedNode {
  declare readonly kind: "interpolation";
  declare readonly expression: Expression;

  constructor(cursor: Cursor, start: number, end: number, expression: Expression) {
    super(cursor.origin, start, end);
    this.kind = "interpolation";
    this.expression = expression;
  }
}

export class VariableNode extends LocatedNode {
  declare readonly kind: "variable";
  declare readonly name: string;

  constructor(cursor: Cursor, start: number, name: string) {
    super(cursor.origin, start, cursor.end);
    this.kind = "variable";
    this.name = name;
  }
}

export class GetAttributeNode extends LocatedNode {
  declare readonly kind: "get-attribute";
  declare readonly object: Expression;
  declare readonly nameText: string;
  declare readonly nameStart: number;

  constructor(cursor: Cursor, start: number, object: Expression, nameText: string, nameStart: number) {
    super(cursor.origin, start, cursor.end);
    this.kind = "get-attribute";
    this.object = object;
    this.nameText = nameText;
    this.nameStart = nameStart;
  }

  get name(): Name {
    return { kind: "name", text: this.nameText, range: this.origin.range(this.nameStart, this.end) };
  }
}

export class IndexNode extends LocatedNode {
  declare readonly kind: "index";
  declare readonly collection: Expression;
  declare readonly key: Expression;

  constructor(cursor: Cursor, start: number, collection: Expression, key: Expression) {
    super(cursor.origin, start, cursor.end);
    this.kind = "index";
    this.collection = collection;
    this.key = key;
  }
}

export class FunctionCallNode extends LocatedNode {
  declare readonly kind: "call";
  declare readonly name: Name;
  declare readonly arguments: readonly Expression[];
  declare readonly expandFinal: boolean;

  constructor(cursor: Cursor, start: number, name: Name, args: readonly Expression[], expandFinal: boolean) {
    super(cursor.origin, start, cursor.end);
    this.kind = "call";
    this.name = name;
    this.arguments = args;
    this.expandFinal = expandFinal;
  }
}

export class BinaryNode extends LocatedNode {
  declare readonly kind: "binary";
  declare readonly operator: BinaryOperator;
  declare readonly left: Expression;
  declare readonly right: Expression;

  constructor(cursor: Cursor, start: number, operator: BinaryOperator, left: Expression, right: Expression) {
    super(cursor.origin, start, cursor.end);
    this.kind = "binary";
    this.operator = operator;
    this.left = left;
    this.right = right;
  }
}

export class TupleNode extends LocatedNode {
  declare readonly kind: "tuple";
  declare readonly items: readonly Expression[];

  constructor(cursor: Cursor, start: number, items: readonly Expression[]) {
    super(cursor.origin, start, cursor.end);
    this.kind = "tuple";
    this.items = items;
  }
}

export class ObjectNode extends LocatedNode {
  declare readonly kind: "object";
  declare readonly items: readonly ObjectItem[];

  constructor(cursor: Cursor, start: number, items: readonly ObjectItem[]) {
    super(cursor.origin, start, cursor.end);
    this.kind = "object";
    this.items = items;
  }
}

export class ObjectItemNode extends LocatedNode {
  declare readonly kind: "object-item";
  declare readonly key: ObjectKey | Expression;
  declare readonly value: Expression;

  constructor(cursor: Cursor, start: number, key: ObjectKey | Expression, value: Expression) {
    super(cursor.origin, start, cursor.end);
    this.kind = "object-item";
    this.key = key;
    this.value = value;
  }
}

export class ObjectKeyNode extends LocatedNode {
  declare readonly kind: "object-key";
  declare readonly text: string;

  constructor(cursor: Cursor, start: number, text: string) {
    super(cursor.origin, start, cursor.end);
    this.kind = "object-key";
    this.text = text;
  }
}
