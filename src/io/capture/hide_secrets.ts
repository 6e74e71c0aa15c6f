/** Stands in for a password. */
const HIDDEN = "***";
/** Shorter ones are only hidden inside of their address: they would be found in every second word. */
const MIN_SECRET_LENGTH = 4;

/** The address of a stream, as far as it can be distinguished from the text around it. */
const ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s"'<>]+)/gi;
/** User name and password: up to the last "@", since passwords hold "/", "?" and "@" that nobody encoded. */
const USER_INFO = /^[^]*@/;
/** A parameter whose value proves something: `?token=`, `&pwd=`, and the `/user=admin_password=` of some recorders. */
const NAMED =
  /((?:[?&;#/]|^)[\w.%-]*?(?:pass|pwd|psw|token|secret|key|auth|sig|session|sid|usr|user|login|account|credential|jwt|hash|pin|code)[\w.%-]*=)([^&;#\s"']+)/gi;
/** Ends what ffmpeg quotes: "rtsp://cam/?token=abc: Connection refused". */
const QUOTED_UNTIL = /[:,;.)\]]*$/;

/**
 * The text without passwords and tokens: those in addresses of streams, and, if `camera` is given, its own wherever they
 * stand, as they are, percent-encoded, decoded or in base64. That is for the words of others: in words of vchat's own, a
 * gap would reveal the password.
 */
export function hideSecrets(text: string, camera = ""): string {
  // Its whole name is replaced first: it may contain what looks like its end, such as a space or a quotation mark.
  let shown = camera === "" ? text : text.replaceAll(camera, () => shownCamera(camera));
  shown = shown.replace(ADDRESS, (_, scheme: string, rest: string) => {
    const after = QUOTED_UNTIL.exec(rest)![0];
    return scheme + hiddenRest(rest.slice(0, rest.length - after.length)) + after;
  });
  for (const secret of secretsOf(camera)) shown = shown.replaceAll(secret, HIDDEN);
  return shown;
}

/** What the person calls the camera, without its password. */
export function shownCamera(camera: string): string {
  const address = /^([a-z][a-z0-9+.-]*:\/\/)([^]*)$/i.exec(camera);
  if (address) return address[1] + hiddenRest(address[2]);
  // An address whose beginning was forgotten or misspelt: user:password@host, rtsp:/user:password@host. Not C:\clip@home.mp4.
  return /^(?![a-z]:[\\/])[^@]*:[^]*@/i.test(camera) ? hiddenRest(camera) : camera;
}

function hiddenRest(rest: string): string {
  return rest.replace(USER_INFO, `${HIDDEN}@`).replace(NAMED, `$1${HIDDEN}`);
}

/** The longest first: one may be part of another. */
function secretsOf(camera: string): string[] {
  const afterScheme = camera.replace(/^[a-z][a-z0-9+.-]*:\/{0,3}/i, "");
  const found: string[] = [];
  const userInfo = /^([^]*)@/.exec(afterScheme)?.[1];
  if (userInfo !== undefined) {
    const [, user, password = user] = /^([^:]*):([^]*)$/.exec(userInfo) ?? ["", userInfo];
    found.push(userInfo, ...spellings(password));
    for (const name of [user, decoded(user)]) {
      for (const word of [password, decoded(password)]) found.push(base64(`${name}:${word}`));
    }
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(camera)) {
    for (const [, , value] of afterScheme.matchAll(NAMED)) found.push(...spellings(value));
  }
  return found.filter(({ length }) => length >= MIN_SECRET_LENGTH).toSorted((a, b) => b.length - a.length);
}

function spellings(secret: string): string[] {
  const plain = decoded(secret);
  return [secret, plain, encodeURIComponent(plain.toWellFormed())];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a "%" that stands for itself
  }
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
