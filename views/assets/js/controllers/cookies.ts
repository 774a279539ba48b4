import { Controller } from "@hotwired/stimulus";

/** Says before anything is typed that signing in will not work without cookies. (Without JavaScript the server says it after.) */
export class Cookies extends Controller<HTMLElement> {
  override connect(): void {
    // navigator.cookieEnabled stays true in Chromium when the person blocked cookies: only trying tells.
    const name = "holdfast.test";
    document.cookie = `${name}=1; Path=/; SameSite=Lax`;
    this.element.hidden = document.cookie.includes(`${name}=1`);
    document.cookie = `${name}=; Path=/; Max-Age=0; SameSite=Lax`;
  }
}
