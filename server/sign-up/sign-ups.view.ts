import type { ErrorSummary, Field } from "../core/http/fields.ts";
import { view } from "../core/views.ts";
import type { CardPage } from "../sign-in/index.ts";

interface SignUpPage {
  readonly text: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly consent: Field | null;
  readonly loginUrl: string;
  readonly support: CardPage["support"];
}
export const signUpPage = view<SignUpPage>("sign-up/customer/sign-up");

interface WaitingPage {
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly people: readonly {
    readonly name: string;
    readonly email: string;
    readonly since: Date;
    readonly known: string | null;
    readonly account: Field;
    readonly reason: Field;
    readonly approveUrl: string;
    readonly declineUrl: string;
  }[];
  readonly empty: { title: string; text: string; action: null; image: null };
}
export const waitingPage = view<WaitingPage>("sign-up/agent/waiting");

interface RulesPage {
  readonly fronts: readonly {
    readonly name: string;
    readonly url: string;
    readonly mode: string;
    readonly domains: string;
  }[];
}
export const rulesPage = view<RulesPage>("sign-up/admin/rules");

interface RulePage {
  readonly heading: string;
  readonly action: string;
  readonly csrf: string;
  readonly errors: ErrorSummary | null;
  readonly fields: readonly Field[];
  readonly consent: string;
}
export const rulePage = view<RulePage>("sign-up/admin/rule");
