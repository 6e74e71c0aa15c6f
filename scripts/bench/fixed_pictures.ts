/** Cuts a stream into pictures of `pictureBytes` bytes each. The array is valid until the next picture. */
export async function* fixedPictures(
  stream: AsyncIterable<Uint8Array>,
  pictureBytes: number,
): AsyncGenerator<Uint8Array> {
  const picture = new Uint8Array(pictureBytes);
  let filled = 0;
  for await (const bytes of stream) {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + picture.length - filled);
      picture.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < picture.length) break;
      yield picture;
      filled = 0;
    }
  }
}
