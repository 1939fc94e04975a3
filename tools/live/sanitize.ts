// The form of a body without its values: no secret, name, e-mail or token stays in it.

/** Keys whose values are words of the API. */
const words = new Set([
  "status",
  "externalResourceStatus",
  "type",
  "scope",
  "cost",
  "code",
  "ownership",
  "billingState",
  "installationType",
  "ui:control",
]);

/** Keys of objects whose own keys are chosen by users or partners. */
const maps = new Set(["metadata", "env", "properties", "protocolSettings", "flags", "secrets"]);

const idPrefixes = /^(oac|icfg|iap|store|ir|spc|pm|team|prj|env|bp|cak|user)_[A-Za-z0-9]+$/;

/** Every value replaced by its form. Equal elements of a list are one, so that its length is not in the result. */
export function sanitize(body: unknown, route: string): unknown {
  return formOf(body, { isMap: route.endsWith("/secrets"), keepsWords: true });
}

interface Place {
  key?: string | undefined;
  /** Whether the keys of the object say something about the user. */
  isMap: boolean;
  keepsWords: boolean;
}

function formOf(value: unknown, { key, isMap, keepsWords }: Place): unknown {
  if (Array.isArray(value)) return distinct(value.map((one) => formOf(one, { key, isMap: false, keepsWords })));
  if (value === null) return "null";
  if (typeof value === "object") {
    return isMap ? formOfMap(value, key, keepsWords) : formOfObject(value, keepsWords);
  }
  if (typeof value === "number") return value > 1e12 && value < 1e13 ? "milliseconds" : "number";
  return typeof value === "string"
    ? formOfString(value, keepsWords && key !== undefined && words.has(key))
    : typeof value;
}

function formOfObject(value: object, keepsWords: boolean): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  const others: unknown[] = [];
  for (const [key, one] of Object.entries(value)) {
    const form = formOf(one, { key, isMap: maps.has(key), keepsWords });
    if (/^[a-z][A-Za-z:-]{0,39}$/.test(key)) entries.push([key, form]);
    else others.push(form);
  }
  if (others.length > 0) entries.push(["*", distinct(others)]);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The properties of a schema are described in words of the API; the values of every other map are the user's. */
function formOfMap(value: object, key: string | undefined, keepsWords: boolean): unknown {
  const keeps = keepsWords && key === "properties";
  const forms = Object.values(value).map((one) => formOf(one, { isMap: false, keepsWords: keeps }));
  return { "*": distinct(forms) };
}

function distinct(forms: unknown[]): unknown[] {
  return [...new Set(forms.map((form) => JSON.stringify(form)))].sort().map((text) => JSON.parse(text));
}

function formOfString(text: string, isWord: boolean): string {
  if (isWord && /^[A-Za-z0-9$][A-Za-z0-9$./ _-]{0,39}$/.test(text) && !idPrefixes.test(text)) return `"${text}"`;
  const [, prefix] = idPrefixes.exec(text) ?? [];
  if (prefix !== undefined) return `${prefix}_…`;
  if (/^[a-z][a-z0-9+]*:\/\//i.test(text)) return "url";
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return "iso-date";
  return text === "" ? "empty string" : "string";
}
