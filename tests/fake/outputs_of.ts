import type { Input, Output, Wire } from "../../src/wire/wire.ts";

/** All outputs that a wire has now. */
export function outputsOf(wire: Wire): Output[] {
  const outputs: Output[] = [];
  for (let output; (output = wire.pollOutput());) outputs.push(output);
  return outputs;
}

/** All outputs that follow from an input. */
export function outputsAfter(wire: Wire, input: Input, nowMs: number): Output[] {
  wire.handle(input, nowMs);
  return outputsOf(wire);
}
