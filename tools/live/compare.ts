// What two recordings of the same tests say differently, as sorted lines.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recorded, RecordedSettings } from "./recorder.ts";

export async function readRecording(folder: string): Promise<Recorded[]> {
  const names = (await readdir(folder).catch(() => [] as string[]))
    .filter((name) => /^\d{4,}\.json$/.test(name))
    .sort();
  if (names.length === 0) throw new Error(`${folder} has no recording.`);
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))));
}

export async function readRecordedSettings(folder: string): Promise<RecordedSettings> {
  return JSON.parse(await readFile(join(folder, "settings.json"), "utf8"));
}

/** The forms at each path of the bodies with one route and status; a header that matters is a path, too. */
type Forms = Map<string, Set<string>>;

/** Headers that clients read. Every gateway adds others. */
const comparedHeaders = /^(content-type|date|location|retry-after|x-ratelimit-.*|x-vercel-id)$/;

/** One line for each difference in the answers of a route that both recordings have. */
export function differences(live: readonly Recorded[], emulator: readonly Recorded[]): string[] {
  const [one, other] = [answersOf(live), answersOf(emulator)];
  const skipped = new Set(notCompared(live, emulator));
  const answers = [...new Set([...one.keys(), ...other.keys()])];
  const lines = answers.flatMap((answer) => {
    const [ofLive, ofEmulator] = [one.get(answer), other.get(answer)];
    if (skipped.has(routeOfAnswer(answer))) return [];
    if (ofLive === undefined) return [`${answer}  only the emulator answers so`];
    if (ofEmulator === undefined) return [`${answer}  only the live API answers so`];
    return differentForms(ofLive, ofEmulator).map((line) => `${answer}  ${line}`);
  });
  return lines.sort();
}

/** Routes that one recording lacks: which are requested depends on what the team has. */
export function notCompared(live: readonly Recorded[], emulator: readonly Recorded[]): string[] {
  const [one, other] = [routesOf(live), routesOf(emulator)];
  return [...one]
    .filter((route) => !other.has(route))
    .concat([...other].filter((route) => !one.has(route)))
    .sort();
}

function routesOf(recording: readonly Recorded[]): Set<string> {
  return new Set(recording.map(({ method, route }) => `${method} ${route}`));
}

function routeOfAnswer(answer: string): string {
  return answer.slice(0, answer.lastIndexOf(" "));
}

function differentForms(live: Forms, emulator: Forms): string[] {
  const paths = [...new Set([...live.keys(), ...emulator.keys()])];
  const isInside = (path: string, forms: Forms) =>
    !forms.has(path) && paths.some((one) => isParent(one, path) && !forms.has(one));
  return paths.flatMap((path) => {
    // Of an object that one side lacks, only the object is listed.
    if (isInside(path, live) || isInside(path, emulator)) return [];
    const [one, other] = [live.get(path), emulator.get(path)];
    if (one === undefined) return [`${path}  only in the emulator: ${listed(other)}`];
    if (other === undefined) return [`${path}  missing in the emulator: ${listed(one)}`];
    return listed(one) === listed(other) ? [] : [`${path}  live: ${listed(one)}  emulator: ${listed(other)}`];
  });
}

function isParent(parent: string, path: string): boolean {
  return path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}

function listed(forms: ReadonlySet<string> = new Set()): string {
  return [...forms].sort().join(" | ");
}

function answersOf(recording: readonly Recorded[]): Map<string, Forms> {
  const answers = new Map<string, Forms>();
  for (const { method, route, status, headers, body } of recording) {
    const answer = `${method} ${route} ${status}`;
    const forms = answers.get(answer) ?? new Map();
    answers.set(answer, forms);
    for (const name of headers) if (comparedHeaders.test(name)) add(forms, `header ${name}`, "present");
    collect(forms, "body", body);
  }
  return answers;
}

function collect(forms: Forms, path: string, value: unknown): void {
  if (Array.isArray(value)) {
    add(forms, path, "list");
    for (const one of value) collect(forms, `${path}[]`, one);
  } else if (typeof value === "object" && value !== null) {
    add(forms, path, "object");
    for (const [key, one] of Object.entries(value)) collect(forms, `${path}.${key}`, one);
  } else {
    add(forms, path, String(value));
  }
}

function add(forms: Forms, path: string, form: string): void {
  forms.set(path, (forms.get(path) ?? new Set()).add(form));
}
