import { Application } from "@hotwired/stimulus";
import { config } from "@hotwired/turbo";
import { Autosubmit } from "./controllers/autosubmit.ts";
import { Bulk } from "./controllers/bulk.ts";
import { Color } from "./controllers/color.ts";
import { Cookies } from "./controllers/cookies.ts";
import { Copy } from "./controllers/copy.ts";
import { Dirty } from "./controllers/dirty.ts";
import { Draft } from "./controllers/draft.ts";
import { Editor } from "./controllers/editor.ts";
import { Errors } from "./controllers/errors.ts";
import { Insert } from "./controllers/insert.ts";
import { Live } from "./controllers/live.ts";
import { Menu } from "./controllers/menu.ts";
import { PasswordStrength } from "./controllers/password-strength.ts";
import { Passkey } from "./controllers/passkey.ts";
import { PasswordToggle } from "./controllers/password-toggle.ts";
import { Presence } from "./controllers/presence.ts";
import { Shortcuts } from "./controllers/shortcuts.ts";
import { SubmitOnce } from "./controllers/submit-once.ts";
import { Suggest } from "./controllers/suggest.ts";
import { Uploads } from "./controllers/uploads.ts";
import { guardMorphs } from "./morph.ts";
import { releaseSubmittedForms } from "./submissions.ts";

config.drive.progressBarDelay = 250;
guardMorphs();
releaseSubmittedForms();

const application = Application.start();
const controllers = {
  autosubmit: Autosubmit,
  bulk: Bulk,
  color: Color,
  cookies: Cookies,
  copy: Copy,
  dirty: Dirty,
  draft: Draft,
  editor: Editor,
  errors: Errors,
  insert: Insert,
  live: Live,
  menu: Menu,
  "password-strength": PasswordStrength,
  passkey: Passkey,
  "password-toggle": PasswordToggle,
  presence: Presence,
  shortcuts: Shortcuts,
  "submit-once": SubmitOnce,
  suggest: Suggest,
  uploads: Uploads,
};
for (const [name, controller] of Object.entries(controllers)) application.register(name, controller);
