import type * as api from "./api.js";
import type { BodyNode } from "./body.js";
import { ItemNode } from "./item.js";
import { checkName, labelsText } from "./names.js";

/** What a block's text has besides its type and its body. */
export interface BlockHeader {
  readonly type: string;
  readonly labels: readonly string[];
  /** From the end of the type to the end of the last label. */
  readonly labelsText: string;
  /** From there to the brace, that included. */
  readonly brace: string;
}

export const headerKey = (type: string, labels: readonly string[]): string => JSON.stringify([type, ...labels]);

/** A block; its body prints what is between the braces. */
export class BlockNode extends ItemNode implements api.Block {
  readonly kind = "block";
  readonly body: BodyNode;
  #header: BlockHeader;

  constructor(header: BlockHeader, body: BodyNode) {
    super();
    this.#header = header;
    this.body = body;
    body.owner = this;
  }

  get type(): string {
    return this.#header.type;
  }

  get labels(): readonly string[] {
    return this.#header.labels;
  }

  get key(): string {
    return headerKey(this.type, this.labels);
  }

  get core(): string {
    const { type, labelsText, brace } = this.#header;
    return `${type}${labelsText}${brace}${this.body.print()}}`;
  }

  rename(type: string): void {
    checkName(type, "A block's type");
    this.#change({ ...this.#header, type });
  }

  setLabels(labels: readonly string[]): void {
    this.#change({ ...this.#header, labels: [...labels], labelsText: labelsText(labels) });
  }

  #change(header: BlockHeader): void {
    this.home.rekey(this, () => {
      this.#header = header;
    });
  }

  protected override shiftCore(from: string, to: string): void {
    this.body.shift(from, to);
  }
}
