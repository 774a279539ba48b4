const csrfToken = () => document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";

/** A urlencoded POST to ourselves. `keepalive` lets it outlive the page. */
export function post(
  url: string,
  fields: Iterable<readonly [string, string]>,
  keepalive = false,
): Promise<Response> {
  const body = new URLSearchParams([...fields].map(([name, value]) => [name, value]));
  body.set("_csrf", csrfToken());
  return fetch(url, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
}

/** A multipart POST that reports its progress, which fetch cannot do. */
export function send(url: string, file: File, onProgress: (percent: number) => void): XMLHttpRequest {
  const request = new XMLHttpRequest();
  const body = new FormData();
  body.set("_csrf", csrfToken());
  body.set("file", file, file.name);
  request.open("POST", url);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRF-Token", csrfToken());
  request.upload.addEventListener("progress", (event) => onProgress((100 * event.loaded) / event.total));
  request.send(body);
  return request;
}
