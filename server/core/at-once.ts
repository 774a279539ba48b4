/**
 * When something is due that is to be done at once: since ever, by whatever clock. With the moment at which it was written it would wait for an hour
 * when that server's clock is an hour ahead, or was until it was set right.
 */
export const atOnce = new Date(0);
