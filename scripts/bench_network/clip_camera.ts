import { spawn } from "../bench/spawn.ts";

const FEEDER = `${import.meta.dirname}/feed_clip.ts`;
const CLIPS = "/tmp/vchat-clip";
const MAKER_FOLDER = `${import.meta.dirname}/../../../shared/clip`;
/** A camera does not wait for other programs. */
const PUNCTUAL = ["-n", "-10"];
const CLIP_SECONDS = 10, FPS = 30;

/** Writes the first seconds of makeclip.py's endless clip to a file, which appears when it is complete. */
const MAKE = `
import os, sys
sys.path.insert(0, sys.argv[1])
import makeclip
w, h, n, path = int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
os.makedirs(os.path.dirname(path), exist_ok=True)
with open(path + ".part", "wb") as f:
    f.write(makeclip.header(w, h))
    for y, u, v in makeclip.frames(w, h, n):
        f.write(b"FRAME\\n" + y.tobytes() + u.tobytes() + v.tobytes())
os.rename(path + ".part", path)
`;

/** The path of a webcam-like clip of that size, which is made if it is not there yet: ../shared/clip and NumPy are needed. */
export async function clipOfSize(width: number, height: number): Promise<string> {
  const path = `${CLIPS}/bench-${width}x${height}.y4m`;
  try {
    if (Deno.statSync(path).isFile) return path;
  } catch {
    // It has to be made.
  }
  console.error(`bench: making ${path}`);
  const frames = CLIP_SECONDS * FPS;
  const args = ["-c", MAKE, MAKER_FOLDER, String(width), String(height), String(frames), path];
  const { success, stderr } = await new Deno.Command("/usr/bin/python3", { args, stderr: "piped" }).output();
  if (success) return path;
  throw new Error(`no clip could be made (--clip FILE.y4m gives one): ${new TextDecoder().decode(stderr)}`);
}

export interface ClipCameraOptions {
  readonly clip: string;
  /** A folder for the FIFO and the times. */
  readonly folder: string;
  readonly name: string;
  readonly framesPerSecond: number;
}

/** A clip as a live camera: a FIFO that ffmpeg reads, with a counter in every frame. */
export class ClipCamera {
  readonly #options: ClipCameraOptions;
  readonly #process: Deno.ChildProcess;

  private constructor(options: ClipCameraOptions) {
    this.#options = options;
    const feed = [FEEDER, options.clip, this.fifo, String(options.framesPerSecond), this.#times];
    this.#process = spawn("nice", {
      args: [...PUNCTUAL, Deno.execPath(), "run", "-q", "--allow-all", ...feed],
      stdin: "null",
      stdout: "null",
    });
  }

  static async start(options: ClipCameraOptions): Promise<ClipCamera> {
    const { success } = await new Deno.Command("mkfifo", { args: [fifoOf(options)] }).output();
    if (!success) throw new Error(`no FIFO could be made: ${fifoOf(options)}`);
    return new ClipCamera(options);
  }

  get fifo(): string {
    return fifoOf(this.#options);
  }

  get #times(): string {
    return `${this.#options.folder}/${this.#options.name}.times`;
  }

  /** When each frame was handed over, by its number, in epoch milliseconds. */
  async handedOverMs(): Promise<Map<number, number>> {
    const text = await Deno.readTextFile(this.#times).catch(() => "");
    // The last line may be unfinished.
    return new Map(
      text.split("\n").slice(0, -1).map((line) => line.split(" ").map(Number) as [number, number]),
    );
  }

  async stop(): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has already ended.
    }
    await this.#process.status;
  }
}

function fifoOf({ folder, name }: ClipCameraOptions): string {
  return `${folder}/${name}.y4m`;
}
