/** Decodes JPEGs outside the main thread, which would lose packets meanwhile. Started by `jpeg_decoder.ts`. */
import { Image } from "imagescript";
import { fitWithin, type RgbPicture, scaleRgba } from "../../media/picture/rgb_picture.ts";

/** What the worker gets. */
export interface JpegOrder {
  readonly jpeg: Uint8Array;
  /** The picture is scaled to fit in this, in pixels. */
  readonly limit: { readonly width: number; readonly height: number };
}

/** Its answer: `null` if the JPEG cannot be decoded. */
export type JpegAnswer = RgbPicture | null;

const worker = self as unknown as {
  onmessage: (event: MessageEvent<JpegOrder>) => void;
  postMessage(answer: JpegAnswer, transfer?: Transferable[]): void;
};

worker.onmessage = async ({ data: { jpeg, limit } }) => {
  try {
    const image = await Image.decode(jpeg);
    const picture = scaleRgba(image.bitmap, image, fitWithin(image, limit));
    worker.postMessage(picture, [picture.rgb.buffer]);
  } catch {
    worker.postMessage(null);
  }
};
