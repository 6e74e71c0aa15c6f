/** A device as far as a person can choose it. */
export interface DeviceChoice {
  readonly index: number;
  readonly id: string;
  readonly name: string;
}

/**
 * The device that a person means by an index or a name. A part of a name is enough, in upper or lower case, if only one
 * device matches. `undefined` if none is meant, or more than one.
 */
export function chosenDevice<Device extends DeviceChoice>(
  devices: readonly Device[],
  wanted: string,
): Device | undefined {
  if (/^\d{1,4}$/.test(wanted)) return devices.find(({ index }) => index === Number(wanted));
  const exact = devices.find(({ name, id }) => name === wanted || id === wanted);
  if (exact) return exact;
  const partial = devices.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  return partial.length === 1 ? partial[0] : undefined;
}
