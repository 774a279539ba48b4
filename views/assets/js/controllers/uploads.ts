import { Controller } from "@hotwired/stimulus";
import { send } from "../http.ts";
import { keepAttributes } from "../morph.ts";
import { accept, newRow, refuse, showThumbnail } from "../upload-row.ts";

interface Answer {
  readonly id?: string | number;
  readonly name?: string;
  readonly size?: string;
  readonly errors?: { readonly file?: string };
}

/** Sends each chosen, dropped or pasted file at once and leaves its id in the form. */
export class Uploads extends Controller<HTMLElement> {
  static override targets = ["input", "hint", "list", "kept", "row", "status"];
  static override values = {
    url: String,
    maxBytes: Number,
    maxFiles: Number,
    tooLarge: String,
    tooMany: String,
    failed: String,
    pasted: String,
    done: String,
  };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly hintTarget: HTMLElement;
  declare readonly listTarget: HTMLElement;
  declare readonly rowTarget: HTMLTemplateElement;
  declare readonly statusTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly maxBytesValue: number;
  declare readonly maxFilesValue: number;
  declare readonly tooLargeValue: string;
  declare readonly tooManyValue: string;
  declare readonly failedValue: string;
  declare readonly pastedValue: string;
  declare readonly doneValue: string;
  private readonly listening = new AbortController();
  private running = 0;
  private waiting: { submitter: HTMLElement | null } | null = null;

  override connect(): void {
    keepAttributes(this.hintTarget, "hidden");
    this.hintTarget.hidden = false;
    const { form } = this.inputTarget;
    const options = { signal: this.listening.signal };
    form?.addEventListener("dragover", (event) => this.over(event), options);
    form?.addEventListener("dragleave", () => this.element.classList.remove("is-over"), options);
    form?.addEventListener("drop", (event) => this.drop(event), options);
    form?.addEventListener("paste", (event) => this.paste(event), { ...options, capture: true });
    form?.addEventListener("submit", (event) => this.hold(event), { ...options, capture: true });
  }

  override disconnect(): void {
    this.listening.abort();
  }

  choose(): void {
    this.add(this.inputTarget.files);
    this.inputTarget.value = "";
  }

  /** A file that the server already has, from a form that came back: its checkbox becomes a row like the others. */
  keptTargetConnected(kept: HTMLElement): void {
    const { id = "", name = "", size = "" } = kept.dataset;
    const row = this.row(name, size);
    accept(row, id, size);
    kept.replaceWith(row);
  }

  private over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.element.classList.add("is-over");
  }

  private drop(event: DragEvent): void {
    this.element.classList.remove("is-over");
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.add(event.dataTransfer.files);
  }

  private paste(event: ClipboardEvent): void {
    const data = event.clipboardData;
    // Office programs offer text with a picture of it: then the text is meant.
    if (!data?.files.length || data.types.includes("text/html") || data.types.includes("text/plain")) return;
    event.preventDefault();
    event.stopPropagation();
    this.add([...data.files].map((file, index) => this.named(file, index)));
  }

  /** Browsers call every pasted screenshot image.png. */
  private named(file: File, index: number): File {
    if (!/^image\.\w+$/.test(file.name)) return file;
    const at = new Date().toISOString().slice(0, 19).replaceAll(/[:T]/g, "-");
    const suffix = index ? `-${index + 1}` : "";
    return new File([file], `${this.pastedValue}-${at}${suffix}.${file.type.split("/")[1] ?? "png"}`, {
      type: file.type,
    });
  }

  private add(files: Iterable<File> | null): void {
    for (const file of files ?? []) {
      const row = this.row(file.name, this.size(file.size));
      const taken = this.listTarget.querySelectorAll(".upload:not([data-failed])").length;
      if (file.size > this.maxBytesValue) refuse(row, this.tooLargeValue);
      else if (taken >= this.maxFilesValue) refuse(row, this.tooManyValue);
      this.listTarget.append(row);
      if (!row.dataset["failed"]) this.upload(row, file);
    }
  }

  private upload(row: HTMLElement, file: File): void {
    showThumbnail(row, file);
    const progress = row.querySelector("progress");
    const request = send(this.urlValue, file, (percent) => progress && (progress.value = percent));
    this.running++;
    request.addEventListener("loadend", () => {
      const answer = request.response as Answer | null;
      if (request.status < 300 && answer?.id !== undefined) this.finish(row, answer);
      else refuse(row, answer?.errors?.file ?? this.failedValue);
      this.running--;
      this.release();
    });
    row.querySelector("button")?.addEventListener("click", () => request.abort());
  }

  private finish(row: HTMLElement, { id, size }: Answer): void {
    accept(row, String(id), size);
    this.statusTarget.textContent = `${row.querySelector(".attachment-name")?.textContent ?? ""}: ${this.doneValue}`;
  }

  private row(name: string, size: string): HTMLElement {
    return newRow(this.rowTarget, name, size, () => this.inputTarget.focus());
  }

  private size(bytes: number): string {
    const unit = bytes < 1e6 ? ["kilobyte", 1e3] : ["megabyte", 1e6];
    const style = {
      style: "unit",
      unit: String(unit[0]),
      unitDisplay: "short",
      maximumFractionDigits: 1,
    } as const;
    return new Intl.NumberFormat(document.documentElement.lang, style).format(bytes / Number(unit[1]));
  }

  /** A form sent while files are on their way waits for them. */
  private hold(event: SubmitEvent): void {
    if (this.running === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.submitter?.setAttribute("aria-busy", "true");
    this.waiting = { submitter: event.submitter };
  }

  private release(): void {
    if (this.running > 0 || !this.waiting) return;
    const { submitter } = this.waiting;
    this.waiting = null;
    submitter?.removeAttribute("aria-busy");
    if (!this.listTarget.querySelector("[data-failed]")) this.inputTarget.form?.requestSubmit(submitter);
  }
}
