/** One file in the list below the drop zone: name, size, remove, and while it is sent its progress. */
export function newRow(
  template: HTMLTemplateElement,
  name: string,
  size: string,
  removed: () => void,
): HTMLElement {
  const row = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement;
  write(row, ".attachment-name", name);
  write(row, ".attachment-size", size);
  const button = row.querySelector("button");
  button?.setAttribute("aria-label", `${button.textContent}: ${name}`);
  button?.addEventListener("click", () => {
    row.remove();
    removed();
  });
  row.querySelector("progress")?.setAttribute("aria-label", name);
  return row;
}

/** The server has the file and says how large it is: the form will send its id. */
export function accept(row: HTMLElement, id: string, size: string | undefined): void {
  row.querySelector("progress")?.remove();
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = "attachmentIds";
  input.value = id;
  row.append(input);
  if (size) write(row, ".attachment-size", size);
}

/** The file is not sent; the reason stands beside it. */
export function refuse(row: HTMLElement, reason: string): void {
  row.querySelector("progress")?.remove();
  row.dataset["failed"] = "true";
  const message = document.createElement("p");
  message.className = "field-error";
  message.role = "alert";
  message.textContent = reason;
  row.append(message);
}

export function showThumbnail(row: HTMLElement, file: File): void {
  if (!file.type.startsWith("image/")) return;
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  row.prepend(image);
}

function write(row: HTMLElement, selector: string, text: string): void {
  const place = row.querySelector(selector);
  if (place) place.textContent = text;
}
