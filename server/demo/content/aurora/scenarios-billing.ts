import type { Scenario } from "../content.ts";

export const billingScenarios: readonly Scenario[] = [
  {
    subject: "Invoice of {month} is twice as high as usual",
    category: "Invoices and payments",
    priority: "high",
    slots: { month: ["September", "October", "the third quarter", "last year"] },
    file: "invoice.pdf",
    talk: `
C: The invoice of {month} is about twice as high as usual, although we were closed for two weeks. Something must be wrong. I attach the first page.

A: Thank you, I see what you mean. The last reading was estimated, and the estimate does not know about your two weeks. Could you send us the reading of today, with a photo?

C: The meter shows 48213.7. A photo is not possible right now, the cellar is locked.

N: Estimate was 51,902. Difference of 3,688 kWh, plausible. Correct without waiting for the photo, up to 5,000 is within our limit.

A: The number is enough. We are correcting the invoice: instead of 1,284.40 it will be 71.16. You receive the new one within five working days, and you need not pay the old one.

C: That sounds much better. Thank you for the quick answer.`,
  },
  {
    subject: "Please lower the instalment for {site}",
    category: "Invoices and payments",
    priority: "low",
    slots: {
      site: ["the shop in Market Street", "the east wing", "school no. 4", "cold store B", "house 17"],
    },
    talk: `
C: We have replaced all lamps in {site} by LED and would like to lower the monthly instalment from 440 to 330 euros.

A: Gladly. With your readings of the last three months 340 would be about right; 330 is within what is allowed. It counts from the next month on.

C: Then 340, please. I prefer no surprise at the end.

A: Changed to 340 euros from the next month on. Enjoy the better light.`,
  },
  {
    subject: "Direct debit was returned, what now?",
    category: "Invoices and payments",
    priority: "medium",
    talk: `
C: We changed our bank and forgot to tell you. Now the debit was returned. Do we have to pay a fee?

A: No fee. Please send the new account number; you will receive a mandate to confirm. The open amount goes with the next debit.

C: The number is in the attached form that your website offered. I signed it.

H: Thank you. I see the mandate, but the name of the account holder is missing. Could you tell me the exact name?

C: It is the name of the account here, with the ending "e.K.".

A: Now everything is complete. The next debit is on the 15th.`,
  },
  {
    subject: "Copy of all invoices of {year} for our tax adviser",
    category: "Invoices and payments",
    priority: "low",
    slots: { year: ["2023", "2024", "2025"] },
    talk: `
C: Our tax adviser needs copies of all invoices of {year}. Could you send them in one file?

A: They are on their way to your address as one PDF with 14 pages. The link works for seven days.

C: Received, thank you.`,
  },
  {
    subject: "Change to the dynamic tariff",
    category: "Contracts and tariffs",
    priority: "medium",
    talk: `
C: We read about the dynamic tariff. Our compressors could run at night. Would that pay?

A: Very likely. With your load profile of last year I calculate 7.4 percent less, if a third of the compressor hours move to the night. I can send you the table.

C: Yes, please. And what happens when prices explode, as two winters ago?

N: Offer the price cap option (1.2 ct). Account manager informed.

H: You can add a cap: it costs 1.2 cents a kilowatt-hour and nothing is ever above 40 cents. The table has both versions. Take your time.

C: We discussed it and take the version with the cap, from the first of next month.

A: Done, the confirmation comes by post. You will see the prices of the next day in your account from 14:00 on.`,
  },
  {
    subject: "New location: {site}",
    category: "Contracts and tariffs",
    priority: "medium",
    slots: {
      site: ["kiosk at the station", "kindergarten Lindenhof", "staff flats", "market hall, stall 12"],
    },
    talk: `
C: From the first of next month we take over a new location, {site}. What do you need from us?

A: Congratulations! Please send the address, the meter number and, on the first day, the reading.

C: Station Road 2, meter 7 402 118 56. The reading follows on the first.

A: Everything is prepared. Supply begins on the first in any case; the reading may follow within two weeks.

C: The reading on the first day was 12,006.

A: Entered. The location appears on your next invoice with a page of its own.`,
  },
  {
    subject: "Moving out of {site} at the end of the month",
    category: "Moving",
    priority: "medium",
    slots: {
      site: ["the old bakehouse", "flat 3B", "the branch in the Old Town", "the temporary school building"],
    },
    talk: `
C: We are moving out of {site} at the end of the month. Who reads the meter?

A: You do, together with whoever takes over. Please send us a photo on the last day. I have noted the end of supply.

C: Here is the reading of the handover: 30,518. Both have signed it.

A: Thank you. The final invoice comes within six weeks, to the new address that you gave us.`,
  },
];
