// How `discover` fits a terminal.
import { describe, expect, it } from "vitest";
import { formatOffers, formatOverview, type Terminal } from "../../../../provider/src/cli/discover/print.ts";

const offer = {
  integration: "lumen-logs",
  name: "Lumen Logs",
  description: "Logs and traces of deployments, kept for a year and searchable in seconds",
  categories: ["Observability", "DevTools"],
  products: [],
  installed: true,
};
const bare = { integration: "neon", name: "Neon", description: "", categories: [], products: [], installed: false };
const terminal = (width?: number): Terminal => ({ width, style: (_, text) => text });
const linesAt = (width?: number) => formatOffers({ team: "acme", offers: [offer, bare] }, terminal(width)).split("\n");

describe("the list of integrations", () => {
  it.each([40, 80, 100, 120])("has no line that is longer than a terminal of %i columns", (width) => {
    const lines = linesAt(width);
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
      const text = formatOffers({ team: "acme", offers: [{ ...offer, description }] }, terminal(width));
      // Half of a character becomes a replacement character.
      expect(Buffer.from(text).toString()).toBe(text);
    }
  });

  it("cuts nothing in a pipe", () => {
    expect(linesAt().some((line) => line.endsWith("searchable in seconds"))).toBe(true);
  });
});

describe("the overview", () => {
  const plan = { id: "free_v3", name: "Free", type: "subscription", cost: "", free: true, available: true };
  const old = { ...plan, id: "scale_v1", name: "Scale", cost: "$69.00/month", free: false, available: false };
  const options = ["iad1", "fra1", "sin1", "gru1", "syd1", "cle1"].map((value) => ({
    value,
    label: `Region ${value}`,
  }));
  const region = { key: "region", type: "string", required: true, paidOnly: false, options };
  const product = { id: "iap_1", slug: "neon", name: "Neon", plans: [plan, old], metadata: [region] };
  const installation = {
    id: "icfg_1",
    integration: "neon",
    integrationId: "oac_1",
    name: "Neon",
    state: "ready",
    ready: true,
  };
  const overview = {
    team: "acme",
    integrations: [{ integration: "neon", name: "Neon", installations: [installation], products: [product] }],
    program: `const db = ${"x".repeat(90)};`,
    toBeSet: ["dimensions"],
  };
  const at = (width?: number) => formatOverview(overview as never, terminal(width));

  it.each([30, 40, 60, 80, 100])("fits a terminal of %i columns, except for the program", (width) => {
    const lines = at(width).split("\n");
    expect(lines.filter((line) => line.length > width)).toEqual([`  ${overview.program}`]);
    expect(at(width).replace(/\s+/g, " ")).toBe(at().replace(/\s+/g, " "));
  });

  it("continues a long row below its last column", () => {
    expect(at(72)).toContain(
      [
        "  metadata  region    required  iad1 (Region iad1), fra1 (Region fra1),",
        "                                sin1 (Region sin1), gru1 (Region gru1),",
        "                                syd1 (Region syd1), cle1 (Region cle1)",
      ].join("\n"),
    );
  });

  it("has one line for each row in a pipe", () => {
    expect(at()).toMatch(/metadata .* iad1 .* cle1 \(Region cle1\)$/m);
  });

  it("sets headings in bold and dims what is not available", () => {
    const style: Terminal["style"] = (format, text) => `<${String(format)}>${text}</>`;
    const lines = formatOverview(overview as never, { width: undefined, style }).split("\n");
    expect(lines.filter((line) => line.includes("<"))).toEqual([
      "<bold>Neon (icfg_1, ready) in team acme</>",
      expect.stringMatching(/^ *<dim> *scale_v1 .*\(not available\)<\/>$/),
      "<bold>Add to your program:</>",
    ]);
  });
});
