import { type ErrorSummary, errorSummary, type FormState } from "../core/http/fields.ts";
import type { Translate } from "../core/i18n.ts";
import { view } from "../core/views.ts";
import { type Enrolment, type MailEnrolment, mailEnrolmentModel } from "./enrolment.view.ts";
import { browserName } from "./browser-name.ts";
import type { Method } from "./second-step-method.ts";
import type { TrustedBrowser } from "./trusted-browsers.repository.ts";

interface RecoveryPage {
  readonly codes: readonly string[];
  /** While signing in: the form that goes on. */
  readonly on: { readonly action: string; readonly csrf: string } | null;
  readonly onUrl: string;
}
export const customerRecovery = view<RecoveryPage>("sign-in/customer/recovery-codes");
export const deskRecovery = view<RecoveryPage>("sign-in/agent/recovery-codes");

interface FactorPage {
  readonly base: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly text: string;
  /** Recovery codes that are left, while anything is on. */
  readonly left: string | null;
  readonly required: boolean;
  /** What may be used, in the order of how well it protects. */
  readonly methods: readonly {
    readonly method: Method;
    readonly title: string;
    readonly text: string;
    readonly on: boolean;
    readonly removable: boolean;
    readonly remove: string;
    readonly app: Enrolment | null;
    readonly mail: MailEnrolment | null;
    /** Whether a button may turn it on at once. */
    readonly atOnce: boolean;
  }[];
  readonly browsers: readonly { readonly id: number; readonly what: string; readonly since: Date }[];
}
export const customerFactor = view<FactorPage>("sign-in/customer/factor");
export const deskFactor = view<FactorPage>("sign-in/agent/factor");

export function factorModel(
  t: Translate,
  state: FormState,
  given: {
    base: string;
    csrf: string;
    on: readonly Method[];
    allowed: readonly Method[];
    enrolment: Enrolment;
    hasPasskey: boolean;
    email: string;
    left: number;
    required: boolean;
    browsers: readonly TrustedBrowser[];
  },
): FactorPage {
  const { base, csrf, on, allowed, email } = given;
  const at = `${base}/profile/second-factor`;
  const order = (["passkey", "app", "mail"] as const).filter((method) => allowed.includes(method));
  return {
    base,
    csrf,
    errors: errorSummary(t, state),
    text: t(on.length > 0 ? "sign-in.factor.isOn" : "sign-in.factor.offText"),
    left: on.length > 0 ? t("sign-in.factor.left", { count: given.left }) : null,
    required: given.required,
    methods: order.map((method) => {
      const isOn = on.includes(method);
      return {
        method,
        title: t(`sign-in.factor.${method}Title`),
        text: t(`sign-in.factor.${method}Text`, { email }),
        on: isOn,
        removable: !given.required || on.length > 1,
        remove: t(`sign-in.factor.${method}Remove`),
        app: method === "app" && !isOn ? given.enrolment : null,
        mail:
          method === "mail" && !isOn
            ? mailEnrolmentModel(t, state, { csrf, sendUrl: `${at}/codes`, action: `${at}/mails`, email })
            : null,
        atOnce: method === "passkey" && !isOn && given.hasPasskey,
      };
    }),
    browsers: given.browsers.map(({ id, userAgent, createdAt }) => ({
      id,
      what: browserName(t, userAgent),
      since: createdAt,
    })),
  };
}
