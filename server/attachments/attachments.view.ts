import type { Request } from "express";
import type { FormState } from "../core/http/fields.ts";
import { type Attachment, isPicture } from "./attachment.ts";
import { maxBytes, maxFiles } from "./attachments.settings.ts";

/** What views/shared/attachments.hbs draws. */
export interface AttachmentLink {
  readonly name: string;
  readonly url: string;
  readonly size: string;
  readonly isImage: boolean;
  readonly thumbnailUrl: string | null;
}
/** What views/shared/uploads.hbs draws. */
export interface UploadsField {
  readonly id: string;
  readonly name: "attachments";
  readonly uploadUrl: string;
  readonly maxBytes: number;
  readonly maxFiles: number;
  readonly help: string;
  readonly error: string | null;
  readonly accept: string;
  readonly files: readonly { readonly id: number; readonly name: string; readonly size: string }[];
}

/** A larger picture is not loaded for a thumbnail. */
const maxThumbnailBytes = 2_000_000;

/** Bytes in the reader's words. */
export function sizeText(bytes: number, locale: string): string {
  const [unit, size] =
    bytes < 1000
      ? (["byte", 1] as const)
      : bytes < 1e6
        ? (["kilobyte", 1e3] as const)
        : (["megabyte", 1e6] as const);
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(bytes / size);
}

/** Links to files; `base` is what their addresses begin with, for example "/portal/acme/requests/7". */
export const attachmentLinks = (
  files: readonly Attachment[],
  base: string,
  locale: string,
): AttachmentLink[] =>
  files.map((file) => {
    const url = attachmentUrl(base, file);
    return {
      name: file.name,
      url,
      size: sizeText(file.size, locale),
      isImage: isPicture(file),
      thumbnailUrl: isPicture(file) && file.size <= maxThumbnailBytes ? url : null,
    };
  });

export const attachmentUrl = (base: string, { id, name }: Pick<Attachment, "id" | "name">): string =>
  `${base}/attachments/${id}/${encodeURIComponent(name)}`;

/** The file input of a form, with what it holds already. `id` must be unique on the page. */
export function uploadsField(
  req: Pick<Request, "t" | "area" | "reader">,
  files: readonly Attachment[] = [],
  { errors = {}, id = "field-attachments" }: { errors?: FormState["errors"]; id?: string } = {},
): UploadsField {
  const { t, reader } = req;
  return {
    id,
    name: "attachments",
    uploadUrl: `${req.area.base}/attachments`,
    maxBytes: maxBytes(),
    maxFiles: maxFiles.get(),
    help: t("attachments.help", { max: maxFiles.get() }),
    error: errors.attachments ? t(errors.attachments.key, errors.attachments.values) : null,
    accept: "",
    files: files.map((file) => ({ id: file.id, name: file.name, size: sizeText(file.size, reader.locale) })),
  };
}
