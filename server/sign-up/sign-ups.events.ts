import { event } from "../core/events.ts";

/** Also for addresses that have access already: whoever asks must not see a difference, not even in time. */
export const signUpAsked = event<{ signUpId: number }>("sign-up.asked");
export const signUpDeclined = event<{ signUpId: number }>("sign-up.declined");
