import { errorSummary, field, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import type { CodeWay } from "./codes.service.ts";
import type { CardPage, MessagePage } from "./passwords.view.ts";
import type { Support } from "../core/http/support.ts";

interface Given {
  readonly base: string;
  readonly csrf: string;
  readonly next: string;
  readonly support: Support | null;
}

/** Where to: the first step. */
export function askCodeModel(
  t: Translate,
  state: FormState,
  { base, csrf, next, support, way }: Given & { way: CodeWay },
): CardPage {
  return {
    heading: t("sign-in.withCode"),
    text: t(`sign-in.codeAsk.${way}`),
    action: `${base}/login/codes`,
    csrf,
    token: "",
    username: null,
    errors: errorSummary(t, state),
    fields: [
      field(t, state, { name: "next", label: "", type: "hidden", value: next }),
      field(t, state, {
        name: "email",
        label: t("sign-in.emailOrMobile"),
        required: true,
        autocomplete: "username",
        autofocus: true,
      }),
    ],
    button: t("sign-in.getCode"),
    back: { label: t("sign-in.withPassword"), url: `${base}/login` },
    support,
  };
}

/** While no code can reach anybody: what works instead. */
export const noCodesModel = (t: Translate, { base, next, support }: Given): MessagePage => ({
  heading: t("sign-in.withCode"),
  text: t("sign-in.codesDoNotWork"),
  link: {
    label: t("sign-in.withPassword"),
    url: `${base}/login${next === "" ? "" : `?next=${encodeURIComponent(next)}`}`,
  },
  support,
});

export interface EnterCodePage {
  readonly heading: string;
  readonly text: string;
  readonly email: string;
  readonly next: string;
  readonly action: string;
  readonly againAction: string;
  readonly otherUrl: string;
  readonly csrf: string;
  readonly errors: CardPage["errors"];
  readonly code: CardPage["fields"][number];
  readonly support: Support | null;
}
export const enterCodePage = view<EnterCodePage>("sign-in/customer/code");

/** What the mail said: the second step. */
export function enterCodeModel(
  t: Translate,
  state: FormState,
  {
    base,
    csrf,
    next,
    support,
    email,
    way,
    minutes,
  }: Given & { email: string; way: CodeWay; minutes: number },
): EnterCodePage {
  return {
    heading: t("sign-in.enterCode"),
    text: t(`sign-in.codeSent.${way}`, { email, minutes }),
    email,
    next,
    action: `${base}/login/code-sessions`,
    againAction: `${base}/login/codes`,
    otherUrl: `${base}/login/code`,
    csrf,
    errors: errorSummary(t, state),
    code: field(t, state, {
      name: "code",
      label: t("sign-in.code"),
      required: true,
      autocomplete: "one-time-code",
      inputmode: "numeric",
      maxlength: 20,
      autofocus: true,
    }),
    support,
  };
}
