/**
 * Who may have the page. Any program and any web site of this machine can reach a loopback port, so a request must
 * know the token (a secret in the path), name the server by its address (a name of somebody else's that resolves to
 * 127.0.0.1 is DNS rebinding) and, if the browser says so, come from the page itself (a WebSocket of another site
 * carries that site's Origin).
 */
export interface PageAccess {
  /** `127.0.0.1:PORT`, exactly. */
  readonly host: string;
  readonly token: string;
}

/** 256 random bits, as a path segment. */
export function newToken(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Where a page that is closed posts its last word: a browser delivers that even when it drops what a WebSocket was given. */
export const GOODBYE_PATH = "goodbye";

/** The path below the token, or the status to refuse with. `webSocket`: the request wants to become one. */
export function admit(request: Request, access: PageAccess, webSocket: boolean): { path: string } | { status: number } {
  const origin = request.headers.get("origin");
  if (request.headers.get("host") !== access.host) return { status: 421 };
  if (origin === null ? webSocket : origin !== `http://${access.host}`) return { status: 403 };
  const isPost = request.method === "POST";
  if (request.method !== "GET" && !isPost) return { status: 405 };
  const [, token, ...rest] = new URL(request.url).pathname.split("/");
  if (rest.length === 0 || !sameSecret(token, access.token)) return { status: 404 };
  const path = rest.join("/");
  return isPost === (path === GOODBYE_PATH) ? { path } : { status: 405 };
}

/** Compares in constant time, so that the time does not reveal how much is right. */
function sameSecret(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length;
  for (let i = 0; i < secret.length; i++) difference |= given.charCodeAt(i) ^ secret.charCodeAt(i);
  return difference === 0;
}

/** Headers of every answer: nothing from elsewhere, no inline script or style, no frame around it, nothing kept. */
export function pageHeaders(host: string): Record<string, string> {
  return {
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `connect-src 'self' ws://${host}`,
      "img-src data:",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
    ].join("; "),
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    // Only the page itself, and nothing else that it does not use.
    "permissions-policy": "microphone=(self), camera=(), display-capture=(), geolocation=(), usb=(), serial=(), hid=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}
