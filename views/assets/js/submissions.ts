interface SubmitEnd {
  readonly success: boolean;
  readonly fetchResponse?: { readonly response: Response };
}

/** Calls back when Turbo submitted this form and the server took it. A session that ended answers with the sign-in page. */
export function onAccepted(form: HTMLFormElement, accepted: () => void): void {
  form.addEventListener("turbo:submit-end", (event) => {
    const { success, fetchResponse } = (event as CustomEvent<SubmitEnd>).detail;
    const landedOn = new URL(fetchResponse?.response.url ?? location.href);
    if (success && event.target === form && !/\/login$/.test(landedOn.pathname)) accepted();
  });
}

/*
 * A composer is data-turbo-permanent, so that a live refresh leaves what is being written. The answer to its own
 * submission must replace it (errors beside the fields, or an empty form), so it gives that up while submitting.
 */
export function releaseSubmittedForms(): void {
  document.addEventListener("turbo:submit-start", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.hasAttribute("data-turbo-permanent")) return;
    form.removeAttribute("data-turbo-permanent");
    form.addEventListener(
      "turbo:submit-end",
      (end) => {
        const answered = (end as CustomEvent<SubmitEnd>).detail.fetchResponse !== undefined;
        if (!answered) form.setAttribute("data-turbo-permanent", "");
      },
      { once: true },
    );
  });
}
