// Paths of API requests. Ids become single segments of a path, whatever they contain.

declare const brand: unique symbol;

/** A path that was built by the `path` template, with encoded segments. */
export type ApiPath = string & { readonly [brand]: true };

/** `` path`/v1/storage/stores/${id}` ``: every value becomes one encoded segment. */
export function path(strings: TemplateStringsArray, ...segments: readonly string[]): ApiPath {
  return String.raw({ raw: strings }, ...segments.map(encodeURIComponent)) as ApiPath;
}

/**
 * Whether every segment is usable. URLs drop `.` and `..`, and an empty id makes another path: a request for one store
 * would reach another route.
 */
export function isSafePath(path: string): boolean {
  return !path
    .split("/")
    .slice(1)
    .some((segment) => /^\.{0,2}$/.test(segment));
}
