import type { SolutionContent } from "../content.ts";

export const billingSolutions: readonly SolutionContent[] = [
  {
    topic: "Invoices and payments",
    title: "Read your invoice, line by line",
    summary: "What the five blocks of the invoice mean, and which of them you can influence.",
    text: `
1. **Consumption**: the difference of two readings, in kilowatt-hours. An *E* beside a reading means that it was estimated.
2. **Energy price**: what you pay us for the energy. It is fixed for the term of your contract.
3. **Grid fees**: go to the grid operator, who also reads the meter.
4. **Taxes and levies**: the same at every supplier.
5. **Instalments paid**: what you have paid already. Below it stands what is left, or what you get back.

The new instalment on the last page is a twelfth of the expected year. You may change it: see *Change the monthly instalment*.`,
  },
  {
    topic: "Invoices and payments",
    title: "Change the monthly instalment",
    summary: "Raise or lower what you pay each month, and when that makes sense.",
    text: `
You may change the instalment twice a year, by up to 30 percent.

1. Send a request with the category *Invoices and payments*.
2. Name the contract number and the new amount.
3. We confirm within two working days; it counts from the next month on.

**Lower** it when you have saved energy or closed a location. **Raise** it when you have added machines, a heat pump or charging points: otherwise the yearly invoice will be unpleasant.`,
  },
  {
    topic: "Invoices and payments",
    title: "Pay by direct debit, or stop doing so",
    summary: "Give or withdraw a mandate, and what happens with a payment that failed.",
    text: `
A direct debit takes the amount on the due date; you can have it returned by your bank within eight weeks.

- To **begin**, send the account number and the name of the account holder by request. We answer with the mandate to confirm.
- To **change** the bank, do the same. The old mandate ends by itself.
- To **stop**, one sentence is enough. Please pay the next invoice by transfer.

If a debit fails we try once more after five days, without a fee. After that you get a reminder by letter.`,
  },
  {
    topic: "Contracts and tariffs",
    title: "Which tariff suits a business?",
    summary: "Fixed, indexed or dynamic: three questions that decide.",
    text: `
- Do you need to know the price a year ahead? Take **Fixed**.
- Do you buy more than 100,000 kWh a year and follow the market? Take **Indexed**: the price is set each quarter.
- Can you move consumption to other hours, as cold stores and charging points can? Take **Dynamic**: the price follows the market by the hour and is known the day before.

You may change the tariff at the end of its term, and from Fixed to Dynamic at any time.`,
  },
  {
    topic: "Contracts and tariffs",
    title: "Add a location to your contract",
    summary: "What we need to supply a new shop, flat or building.",
    text: `
Please send us at least ten working days before:

- the address and the first day,
- the meter number, from the meter or the handover record,
- the reading on that day, if there was a supply before,
- the expected consumption in a year.

All locations of an account appear on one invoice, each with its own page. If you prefer separate invoices, say so.`,
  },
  {
    topic: "Contracts and tariffs",
    title: "Moving out: end the supply of a location",
    summary: "Two weeks before, three numbers, one final invoice.",
    text: `
1. Tell us two weeks before the last day, with the address and the meter number.
2. On the last day read the meter together with whoever takes over, and take a photo.
3. Send us the reading. The final invoice follows within six weeks.

Without a reading we have to estimate, and the final invoice may be wrong for both of you.`,
  },
];
