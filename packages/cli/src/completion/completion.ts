/** What a shell may offer. Of `files` and `templates` the shell knows more than we do. */
export interface Completion {
  readonly kind: "words" | "files" | "templates";
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  /** The whole word; one that ends with an equals sign goes on. */
  readonly text: string;
  readonly meaning: string;
}

/** What a template calls its parts. A template that cannot be read has none. */
export interface TemplateNames {
  builds(path: string): Promise<readonly Candidate[]>;
  variables(path: string): Promise<readonly Candidate[]>;
}
