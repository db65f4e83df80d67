import fc from "fast-check";
import { createRedactor } from "./redactor.js";
import { formsOf } from "./secret-forms.js";

const redact = (text: string, ...secrets: string[]) => createRedactor(secrets).redact(text);

describe("createRedactor", () => {
  it.each([
    ["a secret", "the pass hunter2 is", ["hunter2"], "the pass <sensitive> is"],
    ["each occurrence", "abcd-abcd", ["abcd"], "<sensitive>-<sensitive>"],
    ["the longest of those that begin alike", "abc123", ["abc", "abc123"], "<sensitive>"],
    ["secrets that overlap, together", "xabcdefx", ["abcd", "cdef"], "x<sensitive>x"],
    ["the lines of a secret of several", "> second line\n", ["first line\nsecond line\n"], "> <sensitive>\n"],
    ["an indented line, without its indent", "second", ["{\n    second\n}"], "<sensitive>"],
    ["no brackets and short lines", "{ ab }", ["{\n  ab\n}\n--------"], "{ ab }"],
    ["the whole with other line ends", "first\r\nab", ["first\nab"], "<sensitive>"],
    ["a character that stands alone", "-p x, x", ["x"], "-p <sensitive>, <sensitive>"],
    ["no character within a word", "six boxes x1", ["x"], "six boxes x1"],
    ["nothing for the empty string", "all of it", [""], "all of it"],
    ["JSON", String.raw`{"a":"q\"u\\o\n"}`, ['q"u\\o\n'], `{"a":"<sensitive>"}`],
    ["JSON as Go writes it", String.raw`"a\u003cb\u0026c"`, ["a<b&c"], `"<sensitive>"`],
    ["JSON in ASCII", String.raw`"gr\u00fcn"`, ["grün"], `"<sensitive>"`],
    ["a URL", "?p=a%26b%20c", ["a&b c"], "?p=<sensitive>"],
    ["a URL in lower case", "?p=a%2fb", ["a/b"], "?p=<sensitive>"],
    ["a form", "p=a+b%26", ["a b&"], "p=<sensitive>"],
    ["single quotes", String.raw`'it'\''s'`, ["it's"], "'<sensitive>'"],
    ["single quotes, the other way", `'it'"'"'s'`, ["it's"], "'<sensitive>'"],
    ["double quotes", String.raw`"a\$b\"c"`, ['a$b"c'], `"<sensitive>"`],
    ["backslashes", String.raw`a\ b\;c`, ["a b;c"], "<sensitive>"],
    ["PowerShell", "a`$b", ["a$b"], "<sensitive>"],
  ])("hides %s", (_name, text, secrets, expected) => {
    expect(redact(text, ...secrets)).toBe(expected);
  });

  it.each([0, 1, 2])("hides base64 when %i bytes stand before", (before) => {
    const text = Buffer.from(`${"x".repeat(before)}correct horse`).toString("base64");
    const hidden = redact(text, "correct horse");
    expect(hidden).toContain("<sensitive>");
    expect(hidden.replace("<sensitive>", "").length).toBeLessThanOrEqual(4);
  });

  it("hides what is added later, and not before", () => {
    const redactor = createRedactor();
    expect(redactor.redact("token t0ken")).toBe("token t0ken");
    redactor.add("t0ken");
    expect(redactor.redact("token t0ken")).toBe("token <sensitive>");
  });

  describe("finds in what users write", () => {
    const found = (text: string, ...secrets: string[]) =>
      createRedactor(secrets)
        .find(text)
        .map(([start, end]) => text.slice(start, end));

    it.each([
      ["the secret as it is", 'a = "hunter2"', "hunter2", ["hunter2"]],
      ["escapes, of which some need none", String.raw`"\u0068un\u0074er2"`, "hunter2", [String.raw`\u0068un\u0074er2`]],
      ["long escapes", String.raw`"\U0001F511key"`, "🔑key", [String.raw`\U0001F511key`]],
      ["quotes, newlines and backslashes", String.raw`"a\"b\nc\\d" x`, 'a"b\nc\\d', [String.raw`a\"b\nc\\d`]],
      ["what would begin a template", '"a$${b}%%{c" $${', "a${b}%{c", ["a$${b}%%{c"]],
      ["an expression in a string of JSON", String.raw`"\${f(\"a\\\"b\")}"`, 'a"b', [String.raw`a\\\"b`]],
      ["each of several, between others", String.raw`\n abcd \t abcd \\`, "abcd", ["abcd", "abcd"]],
      ["the beginning that is left of it", '"hunte…" (80 characters)', "hunter2", ["hunte"]],
      ["nothing so short that it stands there by chance", "hun… x…", "hunter2", []],
    ])("%s", (_name, text, secret, expected) => {
      expect(found(text, secret)).toEqual(expected);
    });

    it("asks only once for a text, and again when there is another secret", () => {
      const redactor = createRedactor(["abcd"]);
      const text = "abcd efgh";
      expect(redactor.find(text)).toBe(redactor.find(text));
      redactor.add("efgh");
      expect(redactor.find(text)).toEqual([
        [0, 4],
        [5, 9],
      ]);
    });
  });

  const secret = fc.oneof(
    fc.string({ minLength: 4, maxLength: 12 }),
    fc.string({ minLength: 4, maxLength: 12, unit: "binary" }),
    fc.string({ minLength: 4, maxLength: 12, unit: fc.constantFrom("a", "b", "'", '"', "\\", "$", "\n", "%", " ") }),
  );

  it("lets no secret through in any encoding, whatever stands around it", () => {
    const encoders: ((text: string) => string)[] = [
      (text) => text,
      (text) => JSON.stringify(text).slice(1, -1),
      (text) => encodeURIComponent(Buffer.from(text).toString()),
      (text) => text.replaceAll("'", "'\\''"),
      (text) => text.replace(/[\\"$`]/g, "\\$&"),
    ];
    const surroundings = fc.array(fc.string({ unit: fc.constantFrom("(", ")", "~", "0") }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(secret, secret, surroundings, fc.nat(4), ([...a], [...b], [before, between, after], which) => {
        const secrets = [a.join(""), b.join("")];
        const encode = encoders[which]!;
        const text = before + encode(secrets[0]!) + between + encode(secrets[1]!) + after;
        const hidden = redact(text, ...secrets).split("<sensitive>");
        for (const each of secrets) for (const shown of hidden) expect(shown.includes(encode(each))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("lets no secret through in base64, at any place", () => {
    fc.assert(
      fc.property(secret, fc.uint8Array({ maxLength: 5 }), fc.uint8Array({ maxLength: 5 }), (text, before, after) => {
        const encoded = Buffer.concat([before, Buffer.from(text), after]).toString("base64");
        const shown = redact(encoded, text).split("<sensitive>");
        expect(shown.length).toBeGreaterThan(1);
        for (const each of shown) expect(Buffer.from(each, "base64").includes(Buffer.from(text))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves a text without secrets as it is, byte for byte", () => {
    fc.assert(
      fc.property(fc.array(secret), fc.string({ unit: "binary" }), (secrets, text) => {
        const hasNone = !secrets.some((each) => [...formsOf(each)].some((form) => text.includes(form)));
        fc.pre(hasNone);
        expect(redact(text, ...secrets)).toBe(text);
      }),
    );
  });
});
