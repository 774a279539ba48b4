import type { Request, Response } from "express";
import { z } from "zod";
import { record } from "../audit/index.ts";
import { inPortal } from "../core/context.ts";
import { onlyOnce } from "../core/once.ts";
import { InvalidInput } from "../core/errors.ts";
import { csrfToken, setFlash } from "../core/http/csrf.ts";
import { emptyForm, type FormState } from "../core/http/fields.ts";
import { form, newOnceKey } from "../core/http/forms.ts";
import { sendPage } from "../core/http/pages.ts";
import { routes } from "../core/http/routes.ts";
import { allPortals, portalById } from "../portals/index.ts";
import { accountChoices } from "./accounts.repository.ts";
import { type CheckedLine, checkList, inviteList } from "./invitation-lists.service.ts";
import { listModel, listPage, previewModel, previewPage } from "./invitation-lists.view.ts";

/** Administration → Invitations → Invite several people: a pasted list or a CSV file, looked at before anything happens. */
export const invitationListRoutes = routes("admin");

const base = "/users/invitations";
const largestFile = 1_000_000;

const id = z.coerce.number().int().positive();
const fields = {
  portal: id,
  account: z
    .literal("")
    .transform(() => null)
    .or(id)
    .default(null),
  list: z.string().max(largestFile).default(""),
};

invitationListRoutes.get(`${base}/new`, (req, res) => showList(req, res, emptyForm));

// What the file of a request says: it joins what was pasted.
const fileTexts = new WeakMap<Request, string>();

// The preview changes nothing and answers with a page; it is a POST because a list is too long for an address.
invitationListRoutes.post(
  `${base}/previews`,
  form({
    schema: z.object(fields),
    receive: async (req, { stream }) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes <= largestFile) chunks.push(chunk);
      }
      if (bytes > largestFile)
        throw new InvalidInput({ attachments: { key: "accounts.lists.fileTooLarge" } });
      fileTexts.set(req, Buffer.concat(chunks).toString("utf8"));
      return 1;
    },
    handle: (req, res, { portal, account, list }) => {
      const file = fileTexts.get(req);
      // A file's head line must come first to be one.
      const text = file === undefined ? list : [file.trimEnd(), list].join("\n");
      return showPreview(req, res, emptyForm, { portal, account, list: text });
    },
    invalid: showList,
  }),
);

invitationListRoutes.post(
  base,
  form({
    schema: z.object({ ...fields, shown: id }),
    handle: async (req, res, { portal, account, list, shown }, once) => {
      const ctx = inPortal(req.ctx, (await portalById(req.ctx.db, portal)).id);
      let invited: readonly CheckedLine[] = [];
      // A double click must not mail everybody twice.
      const to = await onlyOnce(ctx, once, async (tx) => {
        invited = await inviteList(tx, { text: list, accountId: account, shown });
        return `/admin${base}`;
      });
      for (const { email } of invited)
        await record(req, { kind: "invitation-sent", who: email, loginId: null });
      setFlash(req, res, "notice", req.t("accounts.lists.done", { count: shown }));
      res.redirect(303, to);
    },
    invalid: (req, res, state) => {
      const sent = z.object(fields).safeParse(state.values);
      return sent.success ? showPreview(req, res, state, sent.data) : showList(req, res, state);
    },
  }),
);

async function showList(req: Request, res: Response, state: FormState): Promise<void> {
  const portals = await allPortals(req.ctx.db);
  const [only] = portals;
  const accounts = only && portals.length === 1 ? await accountChoices(inPortal(req.ctx, only.id)) : [];
  const model = listModel(req.t, state, csrfToken(req), { portals, accounts });
  sendPage(req, res, listPage, model, { title: req.t("accounts.invitations.several") });
}

async function showPreview(
  req: Request,
  res: Response,
  state: FormState,
  sent: { portal: number; account: number | null; list: string },
): Promise<void> {
  const portal = await portalById(req.ctx.db, sent.portal);
  const ctx = inPortal(req.ctx, portal.id);
  const lines = await checkList(ctx, { text: sent.list, accountId: sent.account });
  const accounts = await accountChoices(ctx);
  const account = String(sent.account ?? "");
  const given = { lines, portal, accounts, list: sent.list, account, once: newOnceKey() };
  const model = previewModel(req.t, state, csrfToken(req), given);
  sendPage(req, res, previewPage, model, { title: req.t("accounts.lists.preview") });
}
