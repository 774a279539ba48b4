// The size of a picture from its first bytes, so that a small file which unfolds into gigabytes is refused before anybody decodes it.

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Null when the bytes do not hold what the type promises. */
export function imageSize(data: Buffer, mediaType: string): Size | null {
  try {
    if (mediaType === "image/png") return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
    if (mediaType === "image/gif") return { width: data.readUInt16LE(6), height: data.readUInt16LE(8) };
    if (mediaType === "image/jpeg") return jpeg(data);
    if (mediaType === "image/webp") return webp(data);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

/** Walks the segments to the frame header (SOF0–SOF15, without the tables among them). */
function jpeg(data: Buffer): Size | null {
  for (let at = 2; data.readUInt8(at) === 0xff;) {
    const marker = data.readUInt8(at + 1);
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) };
    at += 2 + data.readUInt16BE(at + 2);
  }
  return null;
}

function webp(data: Buffer): Size | null {
  const kind = data.toString("latin1", 12, 16);
  if (kind === "VP8X") return { width: data.readUIntLE(24, 3) + 1, height: data.readUIntLE(27, 3) + 1 };
  if (kind === "VP8 ")
    return { width: data.readUInt16LE(26) & 0x3fff, height: data.readUInt16LE(28) & 0x3fff };
  if (kind !== "VP8L") return null;
  const bits = data.readUInt32LE(21);
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
}
