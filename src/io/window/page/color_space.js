/**
 * What every vchat encodes: BT.601 in limited range. The primaries are given as the screen's, so that nothing but the
 * matrix is converted.
 * @type {VideoColorSpaceInit}
 */
export const COLOR_SPACE = { primaries: "bt709", transfer: "iec61966-2-1", matrix: "smpte170m", fullRange: false };

/**
 * A decoded VP8 picture in the colour space above. VP8 does not say which it has, WebKitGTK ignores what its decoder is told, and
 * takes more than 576 lines for BT.709: such a picture is closed, and a copy with the right matrix takes its place. For 1280x720
 * that takes 0.3 ms.
 * @param {VideoFrame} picture
 * @returns {Promise<VideoFrame>}
 */
export async function inColorSpace(picture) {
  const { format, visibleRect, displayWidth, displayHeight, timestamp, colorSpace } = picture;
  if (colorSpace.matrix === COLOR_SPACE.matrix || format === null || visibleRect === null) return picture;
  try {
    const pixels = new Uint8Array(picture.allocationSize());
    const layout = await picture.copyTo(pixels);
    const { width: codedWidth, height: codedHeight } = visibleRect;
    const size = { codedWidth, codedHeight, displayWidth, displayHeight };
    const copy = new VideoFrame(pixels, { format, ...size, layout, timestamp, colorSpace: COLOR_SPACE });
    picture.close();
    return copy;
  } catch {
    // Slightly wrong colours are better than no picture.
    return picture;
  }
}
