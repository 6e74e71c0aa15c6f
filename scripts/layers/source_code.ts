/** A string literal without substitutions. */
export interface StringLiteral {
  /** The offset of its opening quote. */
  readonly start: number;
  readonly value: string;
}

/** TypeScript in which everything that is not code is replaced by spaces. */
export interface SourceCode {
  /** As long as the source. Comments, regular expressions and the contents of strings are spaces. Line ends are kept. */
  readonly code: string;
  readonly strings: readonly StringLiteral[];
}

/** After these words a slash starts a regular expression. After any other word or number it divides. */
const WORDS_BEFORE_EXPRESSION = /\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do|await|yield)$/;

/** Parses source text far enough to separate code from comments, strings and regular expressions. */
export function readSourceCode(text: string): SourceCode {
  const out: string[] = [];
  const strings: StringLiteral[] = [];
  /** The depths of braces at which a template's substitution ends. */
  const substitutions: number[] = [];
  let depth = 0;
  let at = 0;

  const keep = (length: number) => {
    out.push(text.slice(at, at + length));
    at += length;
  };
  const blankTo = (end: number) => {
    out.push(text.slice(at, end).replace(/[^\n]/g, " "));
    at = end;
  };
  const endOf = (mark: string, from: number) => {
    const found = text.indexOf(mark, from);
    return found === -1 ? text.length : found;
  };

  function readTemplate(start: number | undefined): void {
    const from = at;
    while (at < text.length && text[at] !== "`" && !text.startsWith("${", at)) {
      blankTo(at + (text[at] === "\\" ? 2 : 1));
    }
    if (text[at] === "`") {
      if (start !== undefined) strings.push({ start, value: text.slice(from, at) });
      keep(1);
    } else if (at < text.length) {
      substitutions.push(depth++);
      keep(2);
    }
  }

  while (at < text.length) {
    const char = text[at];
    if (text.startsWith("//", at)) blankTo(endOf("\n", at));
    else if (text.startsWith("/*", at)) blankTo(Math.min(text.length, endOf("*/", at + 2) + 2));
    else if (char === '"' || char === "'") {
      const start = at;
      keep(1);
      let end = at;
      while (end < text.length && text[end] !== char && text[end] !== "\n") end += text[end] === "\\" ? 2 : 1;
      strings.push({ start, value: text.slice(at, end) });
      blankTo(Math.min(end, text.length));
      if (text[at] === char) keep(1);
    } else if (char === "`") {
      const start = at;
      keep(1);
      readTemplate(start);
    } else if (char === "/" && beginsExpression(out)) {
      let end = at + 1;
      for (let inClass = false; end < text.length && text[end] !== "\n" && (inClass || text[end] !== "/"); end++) {
        if (text[end] === "\\") end++;
        else if (text[end] === "[") inClass = true;
        else if (text[end] === "]") inClass = false;
      }
      blankTo(Math.min(end + 1, text.length));
    } else if (char === "{") {
      depth++;
      keep(1);
    } else if (char === "}") {
      depth--;
      keep(1);
      if (substitutions.at(-1) === depth) {
        substitutions.pop();
        readTemplate(undefined);
      }
    } else keep(1);
  }
  return { code: out.join(""), strings };
}

function beginsExpression(out: readonly string[]): boolean {
  let before = "";
  for (let i = out.length - 1; i >= 0 && (before.length < 12 || before.trim() === ""); i--) before = out[i] + before;
  before = before.trimEnd();
  return before === "" || !/[\w$)\]}"'`]$/.test(before) || WORDS_BEFORE_EXPRESSION.test(before);
}

/** The line number of an offset, starting at 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
