// How `discover --all` fits a terminal.
import { describe, expect, it } from "vitest";
import { formatOffers } from "../../../../provider/src/cli/discover/print.ts";

const offer = {
  integration: "lumen-logs",
  name: "Lumen Logs",
  description: "Logs and traces of deployments, kept for a year and searchable in seconds",
  categories: ["Observability", "DevTools"],
  products: [],
  installed: true,
};
const bare = { integration: "neon", name: "Neon", description: "", categories: [], products: [], installed: false };
const linesAt = (width?: number) => formatOffers({ team: "acme", offers: [offer, bare] }, width).split("\n");

describe("the list of integrations", () => {
  it.each([40, 80, 100, 120])("has no line that is longer than a terminal of %i columns", (width) => {
    const lines = linesAt(width).slice(2, -2);
    expect(lines.filter((line) => line.length > width)).toEqual([]);
    expect(lines.join("\n")).toMatch(/lumen-logs .*Lumen Logs/);
  });

  it("has one line per integration where there is space, and two where there is not", () => {
    expect(linesAt(120).filter((line) => line.includes("Logs and traces"))[0]).toMatch(/^lumen-logs .*yes .*…$/);
    expect(linesAt(80)).toEqual(
      expect.arrayContaining([
        "lumen-logs  Lumen Logs (installed): Observability, DevTools",
        "            Logs and traces of deployments, kept for a year and searchable in s…",
        "neon        Neon",
      ]),
    );
  });

  it("cuts between characters", () => {
    const description = "🙂".repeat(60);
    for (const width of [40, 41, 81, 120, 121]) {
      const text = formatOffers({ team: "acme", offers: [{ ...offer, description }] }, width);
      // Half of a character becomes a replacement character.
      expect(Buffer.from(text).toString()).toBe(text);
    }
  });

  it("cuts nothing in a pipe", () => {
    expect(linesAt().some((line) => line.endsWith("searchable in seconds"))).toBe(true);
  });
});
