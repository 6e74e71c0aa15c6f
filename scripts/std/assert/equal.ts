/**
 * Whether two values are equal as in `@std/assert`: by their class and their enumerable properties. 0 equals -0, NaN equals
 * NaN, an object without a prototype equals a normal one, and an undefined key differs from a missing one.
 */
export function equal(actual: unknown, expected: unknown): boolean {
  const seen = new Map<object, object>();
  const compare = (a: unknown, b: unknown): boolean => {
    if (a === b || Object.is(a, b)) return true;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (classOf(a) !== classOf(b)) return false;
    if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime());
    if (a instanceof RegExp || a instanceof URL) return String(a) === String(b);
    if (a instanceof Uint8Array && b instanceof Uint8Array) return equalBytes(a, b);
    if (seen.get(a) === b) return true;
    seen.set(a, b);
    if (a instanceof Set && b instanceof Set) return equalEntries([...a], [...b], compare);
    if (a instanceof Map && b instanceof Map) return equalEntries([...a], [...b], compare);
    const keys = keysOf(a);
    return keys.length === keysOf(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && compare(at(a, key), at(b, key)));
  };
  return compare(actual, expected);
}

function classOf(value: object): unknown {
  return value.constructor ?? Object;
}

function keysOf(value: object): (string | symbol)[] {
  return Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
}

function at(value: object, key: string | symbol): unknown {
  return (value as Record<string | symbol, unknown>)[key];
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Compares the entries in any order. */
function equalEntries(a: unknown[], b: unknown[], compare: (a: unknown, b: unknown) => boolean): boolean {
  return a.length === b.length && a.every((entry) => b.some((other) => compare(entry, other)));
}
