import type { SolutionContent } from "../content.ts";

export const supplySolutions: readonly SolutionContent[] = [
  {
    topic: "Meter readings",
    title: "Read the meter and send the reading",
    summary: "Which number counts, and what to do with two tariffs.",
    text: `
1. Compare the **meter number** with your invoice, in particular in houses with many meters.
2. Write down the digits **before** the comma.
3. A meter with two tariffs shows two numbers in turn: *1.8.1* is day, *1.8.2* is night. We need both.
4. Send a request with the category *Meter readings*, or simply a photo.

## What is 2.8.0?

That is what your solar system has fed in. Please send it too if you have one.`,
  },
  {
    topic: "Meter readings",
    title: "The reading on the invoice is wrong",
    summary: "Estimated or mistyped: how to have it corrected.",
    text: `
Look at the letter beside the reading: *A* was read, *K* came from you, *E* was estimated.

Estimated readings can be corrected for twelve months back. Send us the reading of today with a photo; we calculate back from it, and you receive a corrected invoice within a week.

Please do not pay a part of the wrong invoice: pay nothing, or all. Both are simple to correct, and a part is not.`,
  },
  {
    topic: "Outages",
    title: "No electricity: is it you or the grid?",
    summary: "Find out in two minutes whom to call.",
    text: `
1. Look outside: are the neighbours' windows and the street dark too? Then it is the grid. See the outage map, which is updated every five minutes.
2. Look at the fuse box. If one switch is down, pull out the plug of the last device you switched on, and push the switch up.
3. If the large switch (*RCD*) falls again at once, leave it off and call an electrician.

**Cold stores, medical devices, lifts with people**: call 0800 555 0199 at once, at any hour.`,
  },
  {
    topic: "Outages",
    title: "Damage after a voltage surge",
    summary: "What is refunded, and which three things you should keep.",
    text: `
Damage through a fault in the grid is the grid operator's to refund, up to 5,000 euros a case. We help you with the claim. Please keep:

- the time of the event, to the minute if you can,
- the broken devices, until an expert has seen them or we tell you that none comes,
- the invoices of devices or repairs.

Food that thawed is refunded as well: take photos before you throw it away.`,
  },
  {
    topic: "Solar and charging",
    title: "Register a solar system",
    summary: "The order of steps, from the roof to the first payment.",
    text: `
1. Before it is built, your installer asks the grid operator for permission. This takes two to eight weeks.
2. After it is built, the installer reports it, and the meter is changed to one that counts both directions.
3. You register it in the public register **within one month**; without that there is no payment.
4. Send us the confirmation with your bank details. Payments start with the next month.

Up to 30 kW the payment is free of tax.`,
  },
  {
    topic: "Solar and charging",
    title: "Charging point does not start",
    summary: "The lamp tells you why; most causes are gone in a minute.",
    text: `
- **Green, but no charging**: the car has a timer or is full. Look at the car's display.
- **Blue, blinking**: waiting for a card. Hold it to the reader until it beeps.
- **Yellow**: reduced or waiting because of the load limit of the building. It starts by itself.
- **Red**: a fault. Switch off its fuse for one minute. If it is red again, send us the number on the side and a photo of the display.

The cable is stuck? Unlock the car twice; it releases the plug.`,
  },
  {
    topic: "Outages",
    title: "Outage calls: first questions and escalation",
    summary: "For agents: the five questions, and who is on duty.",
    audience: "agents",
    text: `
1. Exact address and floor?
2. Neighbours and street lamps affected?
3. Since when, to the minute?
4. Medical devices, cold store, lift?
5. A number to call back?

With a *yes* at four: priority *urgent* and a call to the grid operator's control room before you write anything.`,
  },
  {
    topic: "Solar and charging",
    title: "Share solar electricity within a building",
    summary: "Draft: the rules for cooperatives from next year.",
    draft: true,
    text: `
From next year on the residents of a building may share the electricity from its roof without becoming a supplier.

Still open: how the night tariff is counted.`,
  },
];
