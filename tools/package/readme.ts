// The README as npmjs.com shows it: beside the packed files, where no other file of the repository is.

/** An address that does not depend on where the page is: a scheme, a host, or a place on the page itself. */
const absolute = /^(?:[a-z][a-z\d+.-]*:|\/\/|#)/i;
const image = /\.(?:svg|png|gif|jpe?g|webp)$/i;
/** A fenced block, which ends where a line has its fence again, or code in a line. */
const code = /^(`{3,}|~{3,})[\s\S]*?^\1.*$|(`+)(?!`)[\s\S]*?[^`]\2(?!`)/gm;
/** Inline links, reference definitions, and the attributes of HTML that have an address. */
const targets = [
  /(?<=\]\()(?<target>[^\s)]+)/g,
  /(?<=^\[[^\]]+\]:[ \t]*)(?<target>\S+)/gm,
  /(?<=<[^>]*\b(?:src|srcset|href)=")(?<target>[^"]+)/g,
];

/** Markdown whose relative links, from the top folder of the repository, are addresses of the repository at GitHub. */
export function withAbsoluteLinks(markdown: string, repositoryUrl: string): string {
  const page = repositoryUrl.replace(/^git\+/, "").replace(/\.git$/, "");
  const raw = page.replace("://github.com/", "://raw.githubusercontent.com/");
  const resolve = (target: string) => {
    if (absolute.test(target)) return target;
    const [path = ""] = target.split("#");
    const base = image.test(path) ? `${raw}/HEAD/` : `${page}/blob/HEAD/`;
    return new URL(target.replace(/^\/+/, ""), base).href;
  };
  const rewrite = (text: string) => targets.reduce((done, pattern) => done.replaceAll(pattern, resolve), text);
  return outsideCode(markdown, rewrite);
}

/** The relative links of Markdown. */
export function relativeLinks(markdown: string): string[] {
  const links: string[] = [];
  outsideCode(markdown, (text) => {
    const found = targets.flatMap((pattern) => [...text.matchAll(pattern)].map(([target]) => target));
    links.push(...found.filter((target) => !absolute.test(target)));
    return text;
  });
  return links;
}

function outsideCode(markdown: string, change: (text: string) => string): string {
  let end = 0;
  let result = "";
  for (const match of markdown.matchAll(code)) {
    result += change(markdown.slice(end, match.index)) + match[0];
    end = match.index + match[0].length;
  }
  return result + change(markdown.slice(end));
}
