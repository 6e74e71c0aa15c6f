import { assert, assertEquals } from "@std/assert";
import {
  type HdrTransfer,
  type ToneMapper,
  toneMappingFilters,
} from "../../../../src/io/capture/ffmpeg/tone_mapping.ts";

const TRANSFERS = [["pq", "smpte2084"], ["hlg", "arib-std-b67"]] as const;
const WIDTH = 160, HEIGHT = 120;

async function ffmpeg(...args: string[]): Promise<Uint8Array> {
  const { success, stdout, stderr } = await new Deno.Command("ffmpeg", { args: ["-v", "error", ...args] }).output();
  assert(success, new TextDecoder().decode(stderr));
  return stdout;
}

/** A picture of many colours in high dynamic range, of which white is as bright as a usual screen's. */
async function withHdrFilm(transfer: string, use: (film: string) => Promise<void>): Promise<void> {
  const film = await Deno.makeTempFile({ suffix: ".mkv" });
  const toHdr = `zscale=tin=bt709:pin=bt709:min=gbr:rin=pc:t=${transfer}:p=bt2020:m=bt2020nc:r=tv:npl=100`;
  const drawn = `testsrc2=s=${WIDTH}x${HEIGHT}:r=5,format=gbrpf32le,${toHdr},format=yuv420p10le`;
  const tags = ["-color_trc", transfer, "-color_primaries", "bt2020", "-colorspace", "bt2020nc", "-color_range", "tv"];
  try {
    await ffmpeg("-y", "-f", "lavfi", "-i", drawn, "-frames:v", "1", ...tags, "-c:v", "ffv1", film);
    await use(film);
  } finally {
    await Deno.remove(film);
  }
}

async function shown(film: string, transfer: HdrTransfer, mapper: ToneMapper): Promise<Uint8Array> {
  const filters = `${toneMappingFilters(transfer, mapper)}scale=out_color_matrix=bt601,format=rgb24`;
  const pixels = await ffmpeg("-i", film, "-vf", filters, "-f", "rawvideo", "-");
  assertEquals(pixels.length, WIDTH * HEIGHT * 3);
  return pixels;
}

for (const [transfer, name] of TRANSFERS) {
  Deno.test(`ffmpeg: the table maps ${name} to the colours that zscale maps it to`, async () => {
    await withHdrFilm(name, async (film) => {
      const [exact, table] = [await shown(film, transfer, "zscale"), await shown(film, transfer, "table")];
      const differences = Array.from(exact, (value, i) => Math.abs(value - table[i]));
      const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
      assert(mean < 10, `${mean} of 255`);
    });
  });
}
