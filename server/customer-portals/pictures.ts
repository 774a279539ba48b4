import { createHash } from "node:crypto";
import { fileTypeFromBuffer } from "file-type";
import { InvalidInput } from "../core/errors.ts";
import { imageSize } from "./image.ts";

export const maxPictureBytes = 512 * 1024;
const maxSide = 4096;
const maxFaviconSide = 1024;

export interface Picture {
  readonly hash: string;
  readonly mediaType: string;
  readonly data: Buffer;
}

/** Looks at what a picture is, whatever its name says. @throws InvalidInput beside the file. */
export async function checkedPicture(data: Buffer, kind: "logo" | "favicon"): Promise<Picture> {
  const refuse = (key: string) =>
    new InvalidInput({ attachments: { key: `customer-portals.picture.${key}` } });
  if (data.length > maxPictureBytes) throw refuse("tooLarge");
  const mediaType = (await fileTypeFromBuffer(data))?.mime ?? "";
  if (/<svg[\s>]/i.test(data.toString("utf8", 0, 4096))) throw refuse("svg");
  if (!["image/png", "image/jpeg", "image/webp", "image/gif"].includes(mediaType)) throw refuse("type");
  const size = imageSize(data, mediaType);
  if (!size || size.width * size.height === 0) throw refuse("type");
  if (Math.max(size.width, size.height) > maxSide) throw refuse("dimensions");
  if (kind === "favicon" && (size.width !== size.height || size.width > maxFaviconSide))
    throw refuse("favicon");
  return { mediaType, data, hash: createHash("sha256").update(data).digest("hex").slice(0, 16) };
}
