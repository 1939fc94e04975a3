// Columns, and lines that are broken at the width of a terminal.
import { describe, expect, it } from "vitest";
import { cut, formatColumns, wrap } from "../../../../provider/src/cli/terminal/columns.ts";

describe("columns", () => {
  const rows = [
    ["plans", "free", "no money, no support, no questions"],
    ["", "launch", "$19.00/month"],
  ];

  it("are as wide as their widest cell, and end without spaces", () => {
    expect(formatColumns([...rows, ["end"]])).toEqual([
      "plans  free    no money, no support, no questions",
      "       launch  $19.00/month",
      "end",
    ]);
  });

  it("continue below the last column, or at the left if that is too narrow", () => {
    expect(formatColumns(rows, 36)[0]).toBe("plans  free    no money, no support,\n               no questions");
    expect(formatColumns(rows, 30)[0]).toBe("plans  free    no money, no\n  support, no questions");
  });

  it("may be none", () => {
    expect(formatColumns([], 80)).toEqual([]);
  });
});

describe("a line", () => {
  it("is broken between words, and keeps its spaces", () => {
    expect(wrap("  a  list of words", 10, 4)).toBe("  a  list\n    of\n    words");
    expect(wrap("", 10)).toBe("");
    expect(wrap("one two", 7)).toBe("one two");
  });

  it("is not broken before a word that fits no line", () => {
    expect(wrap("see https://vercel.com/marketplace and more", 20, 4)).toBe(
      "see https://vercel.com/marketplace\n    and more",
    );
  });

  it("is not broken without a width", () => {
    expect(wrap("word ".repeat(100).trim())).not.toContain("\n");
  });

  it("is cut with an ellipsis", () => {
    expect([cut("12345", 5), cut("123456", 5)]).toEqual(["12345", "1234…"]);
  });
});
