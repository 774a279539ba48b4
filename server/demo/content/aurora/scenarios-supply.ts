import type { Scenario } from "../content.ts";

export const supplyScenarios: readonly Scenario[] = [
  {
    subject: "Meter reading for {site}",
    category: "Meter readings",
    priority: "low",
    slots: { site: ["shop 1", "the waterworks", "the spa area", "cold store A", "staircase 9", "the gym"] },
    file: "meter-reading.png",
    talk: `
C: Here is the reading for {site}, with a photo: 48213.7 kWh.

A: Thank you, the reading fits and is entered. A photo as good as this one is the best thing you can send us.`,
  },
  {
    subject: "Two numbers on the meter, which one do you need?",
    category: "Meter readings",
    priority: "low",
    talk: `
C: The display changes between 1.8.1 and 1.8.2, and there is a third number with 2.8.0. Which one should I send?

A: All three, please. 1.8.1 is day, 1.8.2 is night, and 2.8.0 is what your solar system fed in.

C: Day 20,114, night 9,870, solar 3,302.

A: Entered. By the way, the solar yield is eleven percent above last year's. You have a sunny roof.`,
  },
  {
    subject: "Smart meter reports nothing since {day}",
    category: "Meter readings",
    priority: "medium",
    slots: { day: ["Monday", "the thunderstorm", "the renovation", "last week"] },
    talk: `
C: In our account the curve of the smart meter ends on {day}. The meter itself is running.

A: Thank you. The radio module does not answer. Is there anything new near the meter, a metal door or a cabinet?

C: A fire door was built in. Of metal, of course.

N: Grid operator order 2291-88: external antenna. Their date is usually within 10 days.

H: That explains it. The grid operator will fit a small antenna outside the door; they call you for a date. The meter keeps all values until then.

C: The antenna is there since this morning, and the curve is back, without a gap.

A: Very good. Nothing was lost, the invoice will be exact.`,
  },
  {
    subject: "No electricity in {site}",
    category: "Outages",
    priority: "urgent",
    slots: { site: ["the bakehouse", "the kitchen", "school no. 2", "cold store C", "houses 4 to 9"] },
    talk: `
C: No electricity in {site} since ten minutes ago. The street lamps are on, and the neighbours have light. We need help quickly, everything is getting warm.

A: I have called the grid operator: a technician is on the way to you, arrival in about 25 minutes. Please leave the main switch off until he is there.

C: He is here. He says that a fuse in the street cabinet was broken.

N: Third time this year at this cabinet. Ask the grid operator for the cause.

A: Good to hear that he found it. Is everything running again?

C: Everything runs since 9:40. The temperature stayed below the limit, thank you!

H: Since this was the third time this year, I have asked the grid operator for the cause and will tell you the answer.

C: That would be good. We cannot afford a fourth one.

A: The answer is here: the cabinet was too weak for the new load in your street. They replace it on the 14th between 5 and 6 in the morning; you will get a letter.

C: 5 to 6 suits us. Please note that somebody has to be there at 6 to start the machines.

A: Noted, and passed on to the operator: they call your emergency number ten minutes before they switch on.

C: Perfect. All done, the machines are running.`,
  },
  {
    subject: "Light flickers in the evening",
    category: "Outages",
    priority: "medium",
    talk: `
C: Since about two weeks ago the light flickers in the evening, between six and eight. All floors, all kinds of lamps.

A: Thank you. Are there new large consumers in the house or nearby, charging points for example?

C: The neighbour has four charging points since the beginning of the month!

H: That fits. The grid operator will measure the voltage for a week, with a small box in your fuse cabinet. They will call you.

C: The box was here and is gone again. What did it say?

A: The voltage drops by nine percent when all four charge at once. The operator limits them until the cable is stronger. The flickering should have stopped on Friday.`,
  },
  {
    subject: "Charging point {number} is red",
    category: "Solar and charging",
    priority: "high",
    slots: { number: ["3", "7", "11", "12"] },
    talk: `
C: Charging point {number} in the garage shows a red lamp since yesterday. A guest had to leave with an empty battery, which was embarrassing.

A: I am sorry about your guest. Please switch off the fuse of the charging point for one minute. Is it red again afterwards?

C: Red again, and the display says E-17.

N: E-17 = contactor welded. Needs a technician with part 118-22. Stock: 4.

A: That is a worn part. A technician comes tomorrow at eight and replaces it, free of charge within the maintenance contract. The other charging points work meanwhile.

C: He was here and was done by nine. It is green.`,
  },
  {
    subject: "Payment for solar electricity is missing for {month}",
    category: "Solar and charging",
    priority: "medium",
    slots: { month: ["July", "August", "September"] },
    talk: `
C: The payment for the solar electricity of {month} has not arrived. The months before were fine.

A: Thank you. I see the amount, 412.80 euros, but the register says that the confirmation of this year is missing. Did you get a letter about that?

C: I found the letter under a pile. Can I send the confirmation to you?

A: Yes, a photo of it is enough.

C: Here it is, sorry for the pile.

A: Received and entered. The payment goes out on Friday, together with the current month.`,
  },
  {
    subject: "Offer for solar on {site}",
    category: "Solar and charging",
    priority: "low",
    slots: { site: ["the school roof", "the hotel garage", "houses 20 to 26", "the bakehouse"] },
    talk: `
C: We are thinking about solar panels on {site}. Could you make an offer, or tell us who does?

A: Gladly. Please send us the address and, if you have it, a drawing of the roof. A colleague will call you for a visit.

C: The drawing is from 1974, but the roof is still the same.

N: Passed to sales, visit planned for calendar week 50.

A: A drawing that has lasted as long as the roof: very good. Our colleague visits you in the week of the 7th.`,
  },
];
