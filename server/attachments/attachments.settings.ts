import { numberSetting } from "../core/settings.ts";

/** A file may be this large; the pages say so before anything is sent. */
export const maxMegabytes = numberSetting({
  key: "attachments.maxMegabytes",
  section: "attachments",
  default: 25,
  min: 1,
  max: 100,
});

/** A reply or note takes so many files. */
export const maxFiles = numberSetting({
  key: "attachments.maxFiles",
  section: "attachments",
  default: 10,
  min: 1,
  max: 30,
});

export const maxBytes = (): number => maxMegabytes.get() * 1024 * 1024;
